namespace Pepay.Generator.Model;

internal enum TypeKind : byte
{
    /// <summary>Any JSON, kept as it is.</summary>
    Json,
    Text,
    Boolean,
    Integer,
    Number,
    Float,
    DateTime,
    Date,
    Bytes,

    /// <summary>A whole number that travels as a JSON string.</summary>
    TextInteger,

    /// <summary>A decimal number that travels as a JSON string.</summary>
    TextNumber,
    EpochSeconds,
    EpochMilliseconds,
    List,
    Map,
    Record,
    Union,

    /// <summary>An array whose first elements have types of their own.</summary>
    Tuple,
    TextEnum,
    IntegerEnum,

    /// <summary>Bytes that are no JSON: a whole body.</summary>
    Octets,

    /// <summary>Bytes that are no JSON and are read as they arrive.</summary>
    Download,

    /// <summary>A whole body that is text and no JSON.</summary>
    PlainText,

    /// <summary>The class of an operation whose successes have different bodies.</summary>
    Answers,

    /// <summary>A file in a multipart body.</summary>
    File,

    /// <summary>A multipart body of which the specification does not name the parts.</summary>
    Multipart,
}

/// <summary>The use of a type: everything that emitters need to read, write and name it.</summary>
/// <param name="Kind">How it is read and written.</param>
/// <param name="Name">For generated types the name with <c>global::</c>; else null.</param>
/// <param name="Element">For lists and maps what they hold; else null.</param>
/// <param name="Nullable">Whether JSON null is a value of it.</param>
internal sealed record TypeRef(TypeKind Kind, string? Name = null, TypeRef? Element = null, bool Nullable = false)
{
    public static readonly TypeRef Json = new(TypeKind.Json);
    public static readonly TypeRef Text = new(TypeKind.Text);
    public static readonly TypeRef PlainText = new(TypeKind.PlainText);
    public static readonly TypeRef Octets = new(TypeKind.Octets);
    public static readonly TypeRef Download = new(TypeKind.Download);

    /// <summary>Whether it is a generated type with its own Read and Write.</summary>
    public bool IsModel => Kind is TypeKind.Record or TypeKind.Union or TypeKind.Tuple or TypeKind.TextEnum or TypeKind.IntegerEnum;

    public bool IsValueType => Kind is not (TypeKind.Text or TypeKind.Bytes or TypeKind.List or TypeKind.Map or TypeKind.Record or TypeKind.Union or TypeKind.Tuple
        or TypeKind.File or TypeKind.Multipart or TypeKind.PlainText or TypeKind.Answers or TypeKind.Download);

    /// <summary>Whether one text in a path, query or form says all of it.</summary>
    public bool IsText => !Nullable && Kind is not (TypeKind.Json or TypeKind.List or TypeKind.Map or TypeKind.Record or TypeKind.Union or TypeKind.Tuple or TypeKind.Bytes
        or TypeKind.Octets or TypeKind.Download or TypeKind.File or TypeKind.Multipart or TypeKind.PlainText or TypeKind.Answers);

    /// <summary>Whether there is JSON of the right kind that the C# type cannot hold, such as a number out of range or a text that is no date.</summary>
    public bool IsLimited => Kind switch
    {
        TypeKind.Integer or TypeKind.Number or TypeKind.Float or TypeKind.DateTime or TypeKind.Date or TypeKind.Bytes or TypeKind.TextInteger
            or TypeKind.TextNumber or TypeKind.EpochSeconds or TypeKind.EpochMilliseconds or TypeKind.IntegerEnum or TypeKind.Tuple => true,
        TypeKind.List or TypeKind.Map => Element!.IsLimited,
        _ => false,
    };

    public TypeRef OrNull(bool nullable) => nullable && !Nullable && Kind != TypeKind.Json ? this with { Nullable = true } : this;

    public TypeRef NotNull() => Nullable ? this with { Nullable = false } : this;
}
