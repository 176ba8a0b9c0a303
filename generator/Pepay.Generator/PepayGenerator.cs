using Microsoft.CodeAnalysis;
using Pepay.Generator.Pipeline;

namespace Pepay.Generator;

/// <summary>Generates clients, records, events and their JSON code from specification files, and the registration of event handlers.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PepayGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var (providers, areGenerated) = SpecPipeline.Register(context);
        HandlerPipeline.Register(context, providers, areGenerated);
    }
}
