using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Pepay.Generator.Tests.Incremental;

/// <summary>Walks everything that a step's result holds on to: an object of the compiler would keep a whole compilation in memory.</summary>
internal static class ObjectGraph
{
    private static readonly Type[] Forbidden =
    [
        typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SyntaxReference), typeof(Compilation), typeof(SemanticModel), typeof(Location),
        typeof(Diagnostic), typeof(SourceText), typeof(AdditionalText), typeof(DiagnosticDescriptor),
    ];

    /// <returns>How many objects were looked at.</returns>
    public static int ShouldHoldNoCompilerObject(object? root, string what)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<object?>([root]);
        while (pending.TryPop(out var current))
        {
            if (current is null or string || current.GetType().IsPrimitive || current.GetType().IsEnum || !seen.Add(current))
                continue;
            var type = current.GetType();
            Forbidden.ShouldNotContain(forbidden => forbidden.IsAssignableFrom(type), $"{what} holds a {type.FullName}");
            if (current is IEnumerable items and not string)
            {
                foreach (var item in items)
                    pending.Push(item);
            }

            for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
            {
                foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    pending.Push(field.FieldType.IsPointer ? null : field.GetValue(current));
            }
        }

        return seen.Count;
    }
}
