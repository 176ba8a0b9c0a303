using Microsoft.CodeAnalysis;

namespace Pepay.Generator.Diagnostics;

/// <summary>The descriptors of all diagnostics, each with a help link to its section in the generator's README.</summary>
internal static class DiagnosticCatalog
{
    private const string Help = "https://github.com/pepay-platform/pepay-platform/blob/main/generator/README.md#";
    private const string Spec = "Pepay.Specification";
    private const string Project = "Pepay.Project";
    private const string Handlers = "Pepay.Handlers";

    public static readonly DiagnosticDescriptor RuntimeMissing = new(
        DiagnosticIds.RuntimeMissing, "Pepay.Runtime is not referenced",
        "Generated code needs Pepay.Runtime, which this project does not reference, so nothing is generated: add a reference to Pepay.Runtime",
        Project, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay001");

    public static readonly DiagnosticDescriptor UnreadableFile = new(
        DiagnosticIds.UnreadableFile, "A specification file has a syntax error",
        "{0} cannot be read past this place: {1}; what stands before it is generated, correct the file to get the rest",
        Spec, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay002");

    public static readonly DiagnosticDescriptor UnknownDocument = new(
        DiagnosticIds.UnknownDocument, "A specification file is of no known kind",
        "{0} is skipped: {1}; give a document with 'openapi: 3.0.x', 'openapi: 3.1.x', 'asyncapi: 3.0.x' or 'asyncapi: 3.1.x' at its root",
        Spec, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay003");

    public static readonly DiagnosticDescriptor InvalidItem = new(
        DiagnosticIds.InvalidItem, "A specification item has unusable metadata",
        "The item of specification '{0}' in the project file is skipped: {1}",
        Project, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay004");

    public static readonly DiagnosticDescriptor UnresolvedReference = new(
        DiagnosticIds.UnresolvedReference, "A reference leads nowhere",
        "Reference '{0}' leads nowhere: {1}; {2}",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay005");

    public static readonly DiagnosticDescriptor CircularReference = new(
        DiagnosticIds.CircularReference, "References form a circle without a schema",
        "'{0}' refers to itself and never to a schema, so it becomes plain JSON: let one of the references lead to a schema",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay006");

    public static readonly DiagnosticDescriptor UnexpectedNode = new(
        DiagnosticIds.UnexpectedNode, "A node is not what it must be",
        "{0} must be {1}, but is {2}, so it is left out: correct {3}",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay007");

    public static readonly DiagnosticDescriptor DuplicateKey = new(
        DiagnosticIds.DuplicateKey, "A key stands twice in one mapping",
        "Key '{0}' stands again further down, where its value counts: remove one of the two",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay008");

    public static readonly DiagnosticDescriptor DuplicateOperation = new(
        DiagnosticIds.DuplicateOperation, "Two operations have the same operationId",
        "operationId '{0}' is taken by another operation, so this one is generated as '{1}': give it an id of its own",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay009");

    public static readonly DiagnosticDescriptor UnsupportedParameter = new(
        DiagnosticIds.UnsupportedParameter, "A parameter is not generated",
        "Operation '{0}': {1}, so {2}: {3}",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay011");

    public static readonly DiagnosticDescriptor UnsupportedSecurity = new(
        DiagnosticIds.UnsupportedSecurity, "A security scheme is not supported",
        "Security scheme '{0}' {1}, so operations that name it are sent without it: {2}",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay012");

    public static readonly DiagnosticDescriptor InvalidExtension = new(
        DiagnosticIds.InvalidExtension, "An extension is not valid",
        "{0} is not valid: {1}",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay013");

    public static readonly DiagnosticDescriptor InvalidPagination = new(
        DiagnosticIds.InvalidPagination, "An x-pagination does not fit its operation",
        "Operation '{0}' gets no method that reads all pages: {1}; correct its x-pagination",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay014");

    public static readonly DiagnosticDescriptor DuplicateEvent = new(
        DiagnosticIds.DuplicateEvent, "Two messages have the same event type",
        "Event type '{0}' is taken by another message, so this one is left out: give it a name of its own",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay015");

    public static readonly DiagnosticDescriptor InternalFault = new(
        DiagnosticIds.InternalFault, "The generator failed",
        "The generator failed on {0}, so nothing is generated from it: {1}; please report this with the file",
        Spec, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay016");

    public static readonly DiagnosticDescriptor WebhookWithoutEvent = new(
        DiagnosticIds.WebhookWithoutEvent, "A webhook gives no event",
        "Webhook '{0}' {1}, so it has no event record: {2}",
        Spec, DiagnosticSeverity.Info, true, helpLinkUri: Help + "pepay017");

    public static readonly DiagnosticDescriptor UntypedMessageHeaders = new(
        DiagnosticIds.UntypedMessageHeaders, "Message headers have no type",
        "Message '{0}' describes headers, which get no type because handlers are given the payload only: describe in the payload what a handler needs",
        Spec, DiagnosticSeverity.Info, true, helpLinkUri: Help + "pepay018");

    public static readonly DiagnosticDescriptor UnmatchedFilter = new(
        DiagnosticIds.UnmatchedFilter, "A filter selects no operation",
        "Specification item '{0}' selects operations by names that none has: {1}: correct the item, case counts",
        Project, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay019");

    public static readonly DiagnosticDescriptor UnknownEventHandled = new(
        DiagnosticIds.UnknownEventHandled, "A handler's event does not exist",
        "'{0}' handles '{1}', which is no event of the project's specifications or references, so it is never called: {2}",
        Handlers, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay020");

    public static readonly DiagnosticDescriptor HandlerNotUsable = new(
        DiagnosticIds.HandlerNotUsable, "A handler cannot be registered",
        "'{0}' is not registered because it is {1}: {2}",
        Handlers, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay021");

    public static readonly DiagnosticDescriptor NotAnEvent = new(
        DiagnosticIds.NotAnEvent, "A handler's type argument is no event",
        "'{0}' handles '{1}', which is no generated event record, so it is not registered: handle an event record, or register it by hand with AddEventHandler",
        Handlers, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay022");

    public static readonly DiagnosticDescriptor UnknownWord = new(
        DiagnosticIds.UnknownWord, "A word is misspelt or in the wrong place",
        "'{0}' is no word of {1}, so what it says is passed over: {2}",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay023");

    public static readonly DiagnosticDescriptor EmptyDocument = new(
        DiagnosticIds.EmptyDocument, "A document describes nothing",
        "{0} has none of {1} and components, so nothing is generated from it: add what is missing, or take the file out of the project",
        Spec, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay024");

    public static readonly DiagnosticDescriptor UndeclaredRequired = new(
        DiagnosticIds.UndeclaredRequired, "A required name is no property",
        "'required' names '{0}', which is no property of {1}: {2}",
        Spec, DiagnosticSeverity.Info, true, helpLinkUri: Help + "pepay025");

    public static readonly DiagnosticDescriptor LanguageTooOld = new(
        DiagnosticIds.LanguageTooOld, "The project's C# is too old",
        "Generated code needs C# {0} or later and this project is compiled as C# {1}, so nothing is generated: set <LangVersion> to {0} or higher, or remove it (the default of .NET 8 and later is enough)",
        Project, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay026");

    public static readonly DiagnosticDescriptor HandlersNotAdded = new(
        DiagnosticIds.HandlersNotAdded, "A program's handlers are not added",
        "'{0}' gets no event, because nothing in this program calls {1}(): call services.{1}(), or register the handlers by hand with AddEventHandler",
        Handlers, DiagnosticSeverity.Warning, true, helpLinkUri: Help + "pepay027");

    public static readonly DiagnosticDescriptor BreakingChange = new(
        DiagnosticIds.BreakingChange, "The specification breaks what the baseline has",
        "{0}; this breaks {1}: correct the specification, or accept it with `pepay spec accept`",
        Spec, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay028");

    public static readonly DiagnosticDescriptor UnusableLock = new(
        DiagnosticIds.UnusableLock, "The baseline cannot be used",
        "{0} is passed over, so breaking changes are not seen: {1}; write it again with `pepay spec accept`",
        Project, DiagnosticSeverity.Error, true, helpLinkUri: Help + "pepay029");

    public static readonly IReadOnlyList<DiagnosticDescriptor> All =
    [
        RuntimeMissing, UnreadableFile, UnknownDocument, InvalidItem, UnresolvedReference, CircularReference, UnexpectedNode, DuplicateKey,
        DuplicateOperation, UnsupportedParameter, UnsupportedSecurity, InvalidExtension, InvalidPagination, DuplicateEvent,
        InternalFault, WebhookWithoutEvent, UntypedMessageHeaders, UnmatchedFilter, UnknownEventHandled, HandlerNotUsable, NotAnEvent,
        UnknownWord, EmptyDocument, UndeclaredRequired, LanguageTooOld, HandlersNotAdded, BreakingChange, UnusableLock,
    ];

    public static DiagnosticDescriptor Find(string id)
    {
        foreach (var descriptor in All)
        {
            if (descriptor.Id == id)
                return descriptor;
        }

        throw new ArgumentOutOfRangeException(nameof(id), id, "not in the catalog");
    }
}
