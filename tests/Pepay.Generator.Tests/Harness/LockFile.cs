using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Pepay.Generator.Changes;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Tests.Harness;

/// <summary>A committed baseline, given as text.</summary>
internal sealed class LockFile(string text) : AdditionalText
{
    public override string Path => "/specs/pepay.spec.lock";

    /// <summary>The baseline of a specification as it was.</summary>
    public static LockFile Of(params SpecFileText[] specs) => new(SpecLock.Write(specs.GroupBy(static spec => spec.Namespace).Select(static group => (group.Key, Surface(group)))));

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);

    private static ApiSurface Surface(IGrouping<string, SpecFileText> specs) => ApiSurface.Of(ProviderReader.Read(
        new ProviderInput(specs.Key, null, true, new([.. specs.Select(static spec => new SpecText(spec.Path, spec.GetText().ToString()))])) { AllSchemas = true }, CancellationToken.None));
}
