namespace Pepay.Generator.Naming;

/// <summary>Names that members of generated types cannot have, because the type or the language has them already.</summary>
internal static class MemberNames
{
    public static readonly string[] Reserved =
    [
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "EqualityContract", "PrintMembers",
        "Clone", "Deconstruct", "FindProperty", "IsWritten", "WrittenNames", "UnreadAdditionalProperties", "Read", "Write", "Parse", "ToUtf8Bytes", "Accepts",
    ];
}
