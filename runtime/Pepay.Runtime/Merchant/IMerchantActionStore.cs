namespace Pepay.Runtime.Merchant;

/// <summary>
/// Keeps what people of the shop did. Every store passes one contract test suite. Safe to call from several threads and processes.
/// </summary>
public interface IMerchantActionStore
{
    /// <summary>Creates or upgrades the tables. Safe when several processes start together.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores an action before it is carried out. False, with nothing stored, when its id is known already, or when it is a refund of a payment of which
    /// another refund is unfinished: of two parallel calls exactly one returns true.
    /// </summary>
    Task<bool> TryBeginAsync(MerchantAction action, CancellationToken cancellationToken);

    /// <summary>Notes how an action ended. False, with nothing changed, when it is unknown or was done or refused before.</summary>
    Task<bool> FinishAsync(string id, MerchantActionOutcome outcome, string result, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The action, or null.</summary>
    Task<MerchantAction?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Actions, newest first; <paramref name="subject"/> narrows to one payment or event, <paramref name="before"/> is the id after which to go on.</summary>
    Task<IReadOnlyList<MerchantAction>> ListAsync(int limit, string? subject, string? before, CancellationToken cancellationToken);
}
