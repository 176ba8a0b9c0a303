using System.Data.Common;

namespace Pepay.Runtime.Inbox;

/// <summary>The inbox's database cannot keep the inbox's promises as it is configured. The message says which setting, and what to set.</summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class InboxConfigurationException(string message) : Exception(message);

/// <summary>
/// The store's database is not there, is none, or does not let the program in. It is waited for, since somebody may mend that meanwhile. The message names the database, never a
/// password, and says what to do; the text form is that one line, because it does not matter which statement met it.
/// </summary>
/// <param name="message">Which database, what is wrong and what to do.</param>
/// <param name="cause">What the driver said.</param>
public sealed class DatabaseUnusableException(string message, DbException cause) : DbException(message, cause)
{
    /// <inheritdoc/>
    public override string? SqlState => cause.SqlState;

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(DatabaseUnusableException)}: {Message}";
}

/// <summary>The inbox cannot take more events right now. The sender should try again.</summary>
/// <param name="message">What is full.</param>
public sealed class InboxBusyException(string message) : Exception(message);

/// <summary>A delivery's lease ran out and somebody else has it; what this handler did in the inbox database is undone.</summary>
/// <param name="delivery">The delivery.</param>
public sealed class LeaseLostException(Delivery delivery) : Exception(
    $"The lease of event {delivery.Event.EventId} for handler {delivery.Handler} was lost (attempt {delivery.Attempt}); another worker has it.");
