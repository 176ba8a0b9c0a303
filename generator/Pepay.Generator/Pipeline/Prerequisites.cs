using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Pipeline;

/// <summary>What generated code needs of the project, and whether it is there. Without it nothing is generated: the compiler's errors would fill pages.</summary>
/// <param name="OldLanguage">The project's version of C#, where it is too old.</param>
internal sealed record Prerequisites(bool HasRuntime, string? OldLanguage)
{
    private const string RuntimeType = "Pepay.Runtime.Providers.ProviderDescriptor";
    private const LanguageVersion Language = LanguageVersion.CSharp12;

    public bool AreMet => HasRuntime && OldLanguage is null;

    public static Prerequisites Of(Compilation compilation) => new(
        compilation.GetTypeByMetadataName(RuntimeType) is not null,
        compilation is CSharpCompilation { LanguageVersion: < Language and var version } ? version.ToDisplayString() : null);

    public DiagnosticInfo Problem(string specification)
    {
        var at = new LocationInfo(specification, 0, 0, 0, 0, 0, 0);
        return HasRuntime ? new(DiagnosticIds.LanguageTooOld, at, new([Language.ToDisplayString(), OldLanguage!])) : new(DiagnosticIds.RuntimeMissing, at, default);
    }
}
