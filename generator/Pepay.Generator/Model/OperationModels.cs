namespace Pepay.Generator.Model;

internal enum ParameterPlace : byte
{
    Path,
    Query,
    Header,
    Cookie,
    Body,

    /// <summary>A part of a multipart body.</summary>
    Part,
    IdempotencyKey,
}

/// <summary>How a value is written that is more than one text; the members are named like those of the runtime's ParameterStyle.</summary>
internal enum WireStyle : byte
{
    /// <summary>A text, or a list of texts that is repeated or joined by commas.</summary>
    Plain,
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Json,
}

internal enum BodyKind : byte
{
    Json,
    Form,
    Multipart,
    Octets,
    Text,
}

/// <summary>A property of a form that has a style of its own.</summary>
internal sealed record FormFieldModel(string Name, WireStyle Style, bool Explode);

/// <param name="Fields">For forms: the properties with a style of their own.</param>
internal sealed record BodyModel(BodyKind Kind, string ContentType, EquatableArray<FormFieldModel> Fields = default);

/// <param name="WireName">The name in the request; empty for bodies.</param>
/// <param name="Name">The C# parameter name, escaped where it is a keyword.</param>
/// <param name="Explode">For lists: one name=value per element instead of a comma-separated value.</param>
internal sealed record ParameterModel(string WireName, string Name, ParameterPlace Place, TypeRef Type, bool Required, bool Explode, string Summary)
{
    public WireStyle Style { get; init; }

    public EquatableArray<LimitModel> Limits { get; init; }

    /// <summary>For parts: the content type that the specification gives; null where it gives none or a choice.</summary>
    public string? ContentType { get; init; }
}

/// <param name="Status">A status or a class such as 2XX.</param>
/// <param name="Name">The C# name of its property.</param>
internal sealed record AnswerModel(string Status, string Name, TypeRef Type);

/// <summary>A response header that the specification declares.</summary>
/// <param name="Name">The C# name of its property.</param>
/// <param name="Form">How its text is JSON; a member of the runtime's HeaderForm.</param>
internal sealed record HeaderModel(string WireName, string Name, TypeRef Type, string Form, string Summary);

/// <summary>The method that gives the declared headers of a success beside its body.</summary>
/// <param name="TypeName">The full C# name of the class that it returns.</param>
internal sealed record HeadersModel(string MethodName, string TypeName, EquatableArray<HeaderModel> Headers);

/// <summary>The method that reads a success as server-sent events.</summary>
/// <param name="Item">What the data of an event is.</param>
/// <param name="IsAll">Whether the successes are nothing but events, so that no other method reads them.</param>
internal sealed record EventStreamModel(string MethodName, TypeRef Item, bool IsAll);

/// <param name="Statuses">Statuses or classes such as 4XX; "default" for all others.</param>
/// <param name="CodePointers">JSON pointers to where the body keeps an error code.</param>
internal sealed record ErrorModel(EquatableArray<string> Statuses, TypeRef Type, EquatableArray<string> CodePointers);

/// <summary>A method that reads all pages of a list operation.</summary>
/// <param name="Items">The C# path from a page to its items.</param>
/// <param name="More">The C# path from a page to whether more follow; null where the style has none.</param>
/// <param name="Next">From the last item (cursor) or the page (token) to the next position; null for offsets.</param>
internal sealed record PagingModel(string MethodName, TypeRef Item, string Items, string? More, string? Next, PagingStyle Style, string PositionParameter, string? LimitParameter);

internal enum PagingStyle : byte
{
    Cursor,
    Token,
    Offset,
}

internal sealed record IdempotencyModel(
    string Header, bool Required, bool UuidV4, int? MaxLength, long? LifetimeSeconds, bool ReplaysFailures, EquatableArray<int> InProgress);

internal sealed record OperationModel(string Id, string Name, string Method, string Path, Docs Docs)
{
    /// <summary>In the order of the C# signature.</summary>
    public EquatableArray<ParameterModel> Parameters { get; init; }

    public BodyModel? Body { get; init; }

    /// <summary>What a success carries; null when it carries nothing that is described.</summary>
    public TypeRef? Result { get; init; }

    /// <summary>The successes with different bodies; none where all have the same.</summary>
    public EquatableArray<AnswerModel> Answers { get; init; }

    /// <summary>The Accept header: what is read of several content types that the provider offers; null where there is no choice.</summary>
    public string? Accept { get; init; }

    public string? ResultSummary { get; init; }

    /// <summary>Null where no success declares a header.</summary>
    public HeadersModel? Headers { get; init; }

    /// <summary>Null where no success offers events.</summary>
    public EventStreamModel? EventStream { get; init; }

    public EquatableArray<ErrorModel> Errors { get; init; }

    public EquatableArray<EquatableArray<string>> Security { get; init; }

    public IdempotencyModel? Idempotency { get; init; }

    public PagingModel? Paging { get; init; }

    /// <summary>The query parameter that the provider adds to a return address (<c>x-return-parameter</c>).</summary>
    public string? ReturnParameter { get; init; }

    /// <summary>The C# name of its description in the operations class.</summary>
    public string DescriptionName { get; init; } = "";
}

/// <summary>The operations of one tag.</summary>
/// <param name="Property">The name of its property on the provider's client.</param>
internal sealed record ClientModel(string Name, string Interface, string Property, Docs Docs, EquatableArray<OperationModel> Operations);
