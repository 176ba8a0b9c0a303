namespace Pepay.Generator.Naming;

/// <summary>The name wanted for an inline schema's type, should it need one.</summary>
/// <param name="Name">The wanted name.</param>
/// <param name="Bare">Whether it is the name of a property, which the type nested beside it cannot have: the kind of type is then added.</param>
/// <param name="Apart">What tells the type from another that has the name already; without it a number does.</param>
internal readonly record struct TypeHint(string Name, bool Bare = false, string Apart = "");
