namespace Pepay.Generator.Diagnostics;

/// <summary>Every diagnostic id. An id is literal, never reused, and a retired one keeps its line.</summary>
internal static class DiagnosticIds
{
    public const string RuntimeMissing = "PEPAY001";
    public const string UnreadableFile = "PEPAY002";
    public const string UnknownDocument = "PEPAY003";
    public const string InvalidItem = "PEPAY004";
    public const string UnresolvedReference = "PEPAY005";
    public const string CircularReference = "PEPAY006";
    public const string UnexpectedNode = "PEPAY007";
    public const string DuplicateKey = "PEPAY008";
    public const string DuplicateOperation = "PEPAY009";
    // PEPAY010, retired: every content type is generated.
    public const string UnsupportedParameter = "PEPAY011";
    public const string UnsupportedSecurity = "PEPAY012";
    public const string InvalidExtension = "PEPAY013";
    public const string InvalidPagination = "PEPAY014";
    public const string DuplicateEvent = "PEPAY015";
    public const string InternalFault = "PEPAY016";
    public const string WebhookWithoutEvent = "PEPAY017";
    public const string UntypedMessageHeaders = "PEPAY018";
    public const string UnmatchedFilter = "PEPAY019";
    public const string UnknownEventHandled = "PEPAY020";
    public const string HandlerNotUsable = "PEPAY021";
    public const string NotAnEvent = "PEPAY022";
    public const string UnknownWord = "PEPAY023";
    public const string EmptyDocument = "PEPAY024";
    public const string UndeclaredRequired = "PEPAY025";
    public const string LanguageTooOld = "PEPAY026";
    public const string HandlersNotAdded = "PEPAY027";
    public const string BreakingChange = "PEPAY028";
    public const string UnusableLock = "PEPAY029";
}
