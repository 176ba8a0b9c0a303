using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Diagnostics;

/// <summary>A case in a build.</summary>
internal sealed partial record DiagnosticCase
{
    public Generation Run() => Generation.Run(
        [new SpecFileText("/specs/api.yaml", Spec) { ClientName = ClientName, Metadata = new(Metadata) { ["Schemas"] = "All" } }], Code.Length == 0 ? "" : Handlers + Code, WithRuntime, language: Language, kind: Kind, locked: Lock is null ? null : new(Lock));
}
