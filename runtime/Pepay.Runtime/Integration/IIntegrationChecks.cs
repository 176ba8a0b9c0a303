using Pepay.Runtime.Http;
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

/// <summary>Asking a provider within a time.</summary>
public static class IntegrationChecksExtensions
{
    /// <summary><see cref="IIntegrationChecks.CheckAccountAsync"/>, for no longer than a person waits.</summary>
    /// <param name="checks">The account.</param>
    /// <param name="patience">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answers; null when the provider was silent for so long.</returns>
    public static async Task<IReadOnlyList<IntegrationCheck>?> CheckAccountWithinAsync(
        this IIntegrationChecks checks, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checks);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await checks.CheckAccountAsync(limit.Token).WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await limit.CancelAsync().ConfigureAwait(false);
            return null;
        }
    }
}

/// <summary>One point of a checklist.</summary>
/// <param name="Name">What is asked for.</param>
/// <param name="State">How it stands.</param>
/// <param name="Text">What was found and, where something is missing, what to do. Never a secret.</param>
public sealed record IntegrationCheck(string Name, IntegrationState State, string Text)
{
    /// <summary>Asks, and turns a failure into what there is to do: refused keys, a provider that is not reached and one with a fault are three things.</summary>
    /// <param name="name">The key that is checked.</param>
    /// <param name="transport">What it is asked over.</param>
    /// <param name="provider">The provider's name for people.</param>
    /// <param name="ask">Asks.</param>
    public static async Task<IntegrationCheck> AskAsync(string name, ApiTransport transport, string provider, Func<Task<(IntegrationState State, string Text)>> ask)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(ask);
        try
        {
            var (state, text) = await ask().ConfigureAwait(false);
            return new IntegrationCheck(name, state, text);
        }
        catch (ApiException exception)
        {
            return new IntegrationCheck(name, IntegrationState.Wrong, exception.StatusCode switch
            {
                401 => $"{provider} refuses it: it is mistyped, revoked or of another environment. Enter it again as {provider}'s dashboard shows it.",
                403 => $"{provider} knows it, but does not allow it this: check its scope in {provider}'s dashboard, and whether the account is suspended.",
                null => $"{provider} could not be reached at {transport.BaseUrl}, so nothing is known about it. Check that address and this server's way to the internet. ({exception.Message})",
                _ => exception.Message,
            });
        }
    }
}

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
