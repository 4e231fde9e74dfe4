// One import for users of the library.
@_exported public import Auditing
@_exported public import Evaluation
@_exported public import Monitoring
@_exported public import PersonalData
@_exported public import Privacy
@_exported public import Randomness
@_exported public import Rules
@_exported public import Synthesis
@_exported public import Tabular
@_exported public import TabularIO
