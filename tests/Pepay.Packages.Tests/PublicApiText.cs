using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pepay.Packages.Tests;

/// <summary>The public API of a DLL as text: a line for each type and member that another assembly can use, sorted.</summary>
internal static class PublicApiText
{
    private static readonly SymbolDisplayFormat Names = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted, SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints | SymbolDisplayGenericsOptions.IncludeVariance,
        SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeContainingType | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeExplicitInterface
            | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeAccessibility,
        SymbolDisplayDelegateStyle.NameAndSignature, SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut | SymbolDisplayParameterOptions.IncludeExtensionThis,
        SymbolDisplayPropertyStyle.ShowReadWriteDescriptor, SymbolDisplayLocalOptions.None,
        SymbolDisplayKindOptions.IncludeTypeKeyword,
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Types = Names.WithKindOptions(SymbolDisplayKindOptions.None).WithMemberOptions(SymbolDisplayMemberOptions.None);

    public static IEnumerable<string> Of(string name, byte[] dll)
    {
        var reference = MetadataReference.CreateFromImage(dll);
        var compilation = CSharpCompilation.Create("reader", references: [.. ReadmeProgram.References.Where(other => Path.GetFileNameWithoutExtension(other.FilePath) != name), reference]);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!;
        return TypesOf(assembly.GlobalNamespace).SelectMany(Lines).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                foreach (var type in TypesOf(inner))
                    yield return type;
            }
            else if (member is INamedTypeSymbol type && IsVisible(type))
            {
                yield return type;
                foreach (var nested in TypesOf(type))
                    yield return nested;
            }
        }
    }

    private static IEnumerable<string> Lines(INamedTypeSymbol type)
    {
        yield return Header(type);
        if (type.TypeKind == TypeKind.Delegate)
            yield break;
        foreach (var member in type.GetMembers())
        {
            if (IsVisible(member) && member is not INamedTypeSymbol && !IsMadeByTheCompiler(member))
                yield return (IsRequired(member) ? "required " : "") + member.ToDisplayString(Names);
        }
    }

    private static string Header(INamedTypeSymbol type)
    {
        var modifiers = type.TypeKind is TypeKind.Class
            ? type.IsStatic ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : ""
            : type is { TypeKind: TypeKind.Struct, IsReadOnly: true } ? "readonly " : "";
        var bases = new List<string>();
        if (type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: not SpecialType.System_Object } parent })
            bases.Add(parent.ToDisplayString(Types));
        bases.AddRange(type.Interfaces.Where(IsVisible).Select(static face => face.ToDisplayString(Types)).Order(StringComparer.Ordinal));
        return modifiers + type.ToDisplayString(Names) + (bases.Count > 0 ? " : " + string.Join(", ", bases) : "");
    }

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol is not IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove });

    private static bool IsRequired(ISymbol member) => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    // What every record has: its being one is said by these members alone, so one of them stays.
    private static bool IsMadeByTheCompiler(ISymbol member) =>
        member.Name is not "<Clone>$" && member.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "CompilerGeneratedAttribute");
}
