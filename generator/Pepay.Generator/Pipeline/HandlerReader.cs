using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;

namespace Pepay.Generator.Pipeline;

/// <summary>Finds classes whose base list names the handler interface.</summary>
internal static class HandlerReader
{
    private const string InterfaceName = "IEventHandler";
    private const string InterfaceNamespace = "Pepay.Runtime.Dispatch";
    private const string AttributeName = "ProviderEventAttribute";

    public static bool IsCandidate(SyntaxNode node)
    {
        if (node is not TypeDeclarationSyntax { BaseList: { } bases } || node is InterfaceDeclarationSyntax or StructDeclarationSyntax)
            return false;
        foreach (var type in bases.Types)
        {
            if (Interface(type.Type) is not null)
                return true;
        }

        return false;
    }

    /// <summary>Whether it names what registers handlers: the generated method, or the one for registering by hand.</summary>
    public static bool IsRegistration(SyntaxNode node) => node is SimpleNameSyntax { Identifier.ValueText: var name }
        && name.StartsWith("Add", StringComparison.Ordinal) && (name.EndsWith("Handlers", StringComparison.Ordinal) || name == "AddEventHandler");

    public static EquatableArray<HandlerModel> Read(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        var declaration = (TypeDeclarationSyntax)context.Node;
        var handlers = new List<HandlerModel>();
        if (context.SemanticModel.GetDeclaredSymbol(declaration, cancellationToken) is not INamedTypeSymbol symbol)
            return default;
        foreach (var type in declaration.BaseList!.Types)
        {
            if (Interface(type.Type) is not { } generic)
                continue;
            if (context.SemanticModel.GetTypeInfo(type.Type, cancellationToken).Type is not INamedTypeSymbol { TypeArguments.Length: 1 } handled || !IsHandlerInterface(handled))
                continue;
            handlers.Add(Handler(symbol, handled.TypeArguments[0], generic.TypeArgumentList.Arguments[0], declaration));
        }

        return EquatableArray<HandlerModel>.From(handlers);
    }

    private static HandlerModel Handler(INamedTypeSymbol symbol, ITypeSymbol argument, TypeSyntax text, TypeDeclarationSyntax declaration)
    {
        var known = argument.TypeKind == Microsoft.CodeAnalysis.TypeKind.Error ? null : Find(argument);
        var problem = symbol.IsAbstract ? HandlerProblem.Abstract
            : IsGeneric(symbol) || argument.TypeKind == Microsoft.CodeAnalysis.TypeKind.TypeParameter ? HandlerProblem.Generic
            : !IsAccessible(symbol) ? HandlerProblem.Inaccessible
            : known is null && argument.TypeKind != Microsoft.CodeAnalysis.TypeKind.Error ? HandlerProblem.NotAnEvent
            : HandlerProblem.None;
        return new(symbol.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), text.ToString(), known, problem, Scopes(declaration), LocationInfo.From(text.GetLocation()));
    }

    private static GenericNameSyntax? Interface(TypeSyntax type) => type switch
    {
        GenericNameSyntax { Identifier.ValueText: InterfaceName, TypeArgumentList.Arguments.Count: 1 } generic => generic,
        QualifiedNameSyntax qualified => Interface(qualified.Right),
        AliasQualifiedNameSyntax qualified => Interface(qualified.Name),
        _ => null,
    };

    private static bool IsHandlerInterface(INamedTypeSymbol type) =>
        type is { Name: InterfaceName, Arity: 1 } && type.ContainingNamespace.ToDisplayString() == InterfaceNamespace;

    // The assembly that has the record says which event it is.
    private static EventKey? Find(ITypeSymbol record)
    {
        if (record.ContainingAssembly is not { } assembly)
            return null;
        foreach (var attribute in assembly.GetAttributes())
        {
            var arguments = attribute.ConstructorArguments;
            if (attribute.AttributeClass?.Name == AttributeName && arguments.Length == 3 && arguments[0].Value is string provider
                && arguments[1].Value is string type && SymbolEqualityComparer.Default.Equals(arguments[2].Value as ITypeSymbol, record))
                return new(provider, type, record.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
        }

        return null;
    }

    private static bool IsGeneric(INamedTypeSymbol symbol)
    {
        for (var type = symbol; type is not null; type = type.ContainingType)
        {
            if (type.Arity > 0)
                return true;
        }

        return false;
    }

    private static bool IsAccessible(INamedTypeSymbol symbol)
    {
        for (var type = symbol; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal || type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
                return false;
        }

        return true;
    }

    private static EquatableArray<string> Scopes(SyntaxNode node)
    {
        var scopes = new List<string>();
        for (var current = node.Parent; current is not null; current = current.Parent)
        {
            if (current is BaseNamespaceDeclarationSyntax ns)
            {
                Enclosing(ns.Name.ToString(), scopes);
                Usings(ns.Usings, scopes);
            }
            else if (current is CompilationUnitSyntax unit)
            {
                Usings(unit.Usings, scopes);
            }
        }

        return EquatableArray<string>.From(scopes);
    }

    private static void Enclosing(string ns, List<string> scopes)
    {
        for (var name = ns; name.Length > 0; name = name.Substring(0, Math.Max(0, name.LastIndexOf('.'))))
            scopes.Add(name);
    }

    private static void Usings(SyntaxList<UsingDirectiveSyntax> usings, List<string> scopes)
    {
        foreach (var directive in usings)
        {
            if (directive.Alias is null && directive.Name is { } name)
                scopes.Add(name.ToString());
        }
    }
}
