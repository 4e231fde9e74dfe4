print("sklar")
