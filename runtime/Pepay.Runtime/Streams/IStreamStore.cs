namespace Pepay.Runtime.Streams;

/// <summary>
/// Keeps, per stream, how far it has been followed and which process follows it. Every store passes the same contract tests. All members are
/// thread safe, and several processes may use one store. The store's own clock decides leases.
/// </summary>
/// <remarks>
/// Any member may throw what the database driver throws when the database cannot be reached; nothing is half done then, and the next call works
/// as soon as the database does.
/// </remarks>
public interface IStreamStore
{
    /// <summary>Creates or upgrades the tables. May run in several processes at once, and more than once.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes the lease of a stream, with a higher fencing token than any before it, when nobody holds it or its holder has let it run out. Of several
    /// that try at once exactly one gets it. The holder itself is refused too: it renews.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="owner">Who asks; for people, not compared.</param>
    /// <param name="duration">How long the lease lasts, from now.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The lease with the saved cursor; null when somebody else follows the stream.</returns>
    Task<StreamLease?> TryAcquireAsync(StreamKey stream, string owner, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Prolongs a lease, counted from now. One that ran out but that nobody has taken since is prolonged as well.</summary>
    /// <returns>False when somebody else has taken it, or it was released: nothing was changed.</returns>
    Task<bool> RenewAsync(StreamLease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Saves the cursor durably. To be called only when every event before it is durable.</summary>
    /// <returns>False when the fencing token is no longer the newest, or the lease was released: nothing was changed.</returns>
    Task<bool> SaveCursorAsync(StreamLease lease, string cursor, CancellationToken cancellationToken);

    /// <summary>Gives the lease back, so that another process can go on at once. Without effect when it is somebody else's by now.</summary>
    Task ReleaseAsync(StreamLease lease, CancellationToken cancellationToken);

    /// <summary>Where a stream stands; null when it was never followed.</summary>
    Task<StreamPosition?> FindAsync(StreamKey stream, CancellationToken cancellationToken);
}

/// <summary>Which stream.</summary>
/// <param name="Provider">The provider's key.</param>
/// <param name="Account">The configured account.</param>
/// <param name="Name">The stream's name within the account.</param>
public sealed record StreamKey(string Provider, string Account, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Provider}/{Account}/{Name}";
}

/// <summary>The right to follow a stream, until it runs out or somebody takes it over.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="FencingToken">Grows with each time the lease is taken.</param>
/// <param name="Cursor">The saved cursor when the lease was taken: an event id, empty for the beginning of the list; null when none was saved.</param>
public sealed record StreamLease(StreamKey Stream, long FencingToken, string? Cursor);

/// <summary>Where a stream stands.</summary>
/// <param name="Cursor">The saved cursor; null when none was saved.</param>
/// <param name="Owner">Who took the lease last; null after it was released.</param>
/// <param name="LeaseUntil">When that lease runs out (UTC); null after it was released.</param>
public sealed record StreamPosition(string? Cursor, string? Owner, DateTimeOffset? LeaseUntil);
