using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Integration;

/// <summary>A provider that can say whether its account is set up as its own integration guide asks.</summary>
public interface IIntegrationChecks : IPaymentProvider
{
    /// <summary>Asks the provider: whether the keys are accepted and of the right scope, and what the account may do. What it refuses is an answer, not an exception.</summary>
    Task<IReadOnlyList<IntegrationCheck>> CheckAccountAsync(CancellationToken cancellationToken);

    /// <summary>Whether the text contains one of the account's keys or webhook secrets.</summary>
    bool ContainsSecret(string text);
}

/// <summary>One point of a checklist.</summary>
/// <param name="Name">What is asked for.</param>
/// <param name="State">How it stands.</param>
/// <param name="Text">What was found and, where something is missing, what to do. Never a secret.</param>
public sealed record IntegrationCheck(string Name, IntegrationState State, string Text);

/// <summary>How a point of a checklist stands.</summary>
public enum IntegrationState
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>Still to do, before real money is taken.</summary>
    Open,

    /// <summary>Wrong: payments are lost, late or refused until it is put right.</summary>
    Wrong,
}
