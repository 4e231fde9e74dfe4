/// The version of this program, as model files record it.
public let sklarVersion = "0.1.0"
