namespace Pepay.Generator.Pipeline;

/// <summary>The names of the incremental steps, by which tests see what an edit recomputes.</summary>
internal static class StepNames
{
    public const string SpecItems = nameof(SpecItems);
    public const string ProviderInputs = nameof(ProviderInputs);
    public const string SpecLocks = nameof(SpecLocks);
    public const string LockedInputs = nameof(LockedInputs);
    public const string ProviderModels = nameof(ProviderModels);
    public const string Prerequisites = nameof(Prerequisites);
    public const string Providers = nameof(Providers);
    public const string TypeFiles = nameof(TypeFiles);
    public const string ClientFiles = nameof(ClientFiles);
    public const string ProviderFiles = nameof(ProviderFiles);
    public const string ResolverFiles = nameof(ResolverFiles);
    public const string SpecDiagnostics = nameof(SpecDiagnostics);
    public const string HandlerCandidates = nameof(HandlerCandidates);
    public const string Handlers = nameof(Handlers);
    public const string EventIndex = nameof(EventIndex);
    public const string Project = nameof(Project);
    public const string HandlerTables = nameof(HandlerTables);
    public const string HandlerCalls = nameof(HandlerCalls);
    public const string HandlerDiagnostics = nameof(HandlerDiagnostics);
}
