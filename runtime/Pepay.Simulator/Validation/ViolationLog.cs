namespace Pepay.Simulator.Validation;

/// <summary>Keeps every violation, and says it in the log.</summary>
internal sealed partial class ViolationLog(ILogger<ViolationLog> logger)
{
    private readonly Lock gate = new();
    private readonly List<Violation> violations = [];

    public IReadOnlyList<Violation> All
    {
        get
        {
            lock (gate)
                return [.. violations];
        }
    }

    public void Add(Violation violation)
    {
        lock (gate)
            violations.Add(violation);
        LogViolation(violation.Provider, violation.Kind, violation.Operation ?? "unknown operation", violation.Request, violation.Message);
    }

    public void Clear()
    {
        lock (gate)
            violations.Clear();
    }

    [LoggerMessage(1, LogLevel.Error, "{Provider} {Kind} violates the specification at {Operation} ({Request}): {Message}")]
    private partial void LogViolation(string provider, string kind, string operation, string request, string message);
}
