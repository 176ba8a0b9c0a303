using Microsoft.EntityFrameworkCore;
using Pepay.Runtime.Dispatch;

namespace Pepay.Runtime.EntityFrameworkCore;

/// <summary>Lets a handler write through EF Core.</summary>
public static class EventContextExtensions
{
    /// <summary>
    /// Makes the context write in the event's transaction: what it saves from now on is committed together with the mark "done", exactly once. To be
    /// called before the context's connection is used; the context is for this one event and must not be used after its handler has returned.
    /// </summary>
    /// <param name="context">The event.</param>
    /// <param name="database">A context of the inbox's database and driver, such as one from the handler's scope.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidOperationException">
    /// The context repeats its work by itself (<c>EnableRetryOnFailure</c>), or has used a connection already.
    /// </exception>
    /// <exception cref="NotSupportedException">The inbox's store has no database transaction to share.</exception>
    public static async Task UseAsync(this EventContext context, DbContext database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(database);
        if (database.Database.CreateExecutionStrategy().RetriesOnFailure)
            throw new InvalidOperationException(
                $"{database.GetType().Name} has a retrying execution strategy, which would repeat a part of the event's transaction. The dispatcher repeats the whole event itself: " +
                "configure the context that handlers use without EnableRetryOnFailure.");
        if (database.Database.CurrentTransaction is not null || database.Database.GetDbConnection().State != System.Data.ConnectionState.Closed)
            throw new InvalidOperationException(
                $"{database.GetType().Name} has an open connection already, so what it did before would not be part of the event's transaction. Call UseAsync before anything else.");
        var transaction = await context.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        database.Database.SetDbConnection(transaction.Connection, contextOwnsConnection: false);
        await database.Database.UseTransactionAsync(transaction, cancellationToken).ConfigureAwait(false);
    }
}
