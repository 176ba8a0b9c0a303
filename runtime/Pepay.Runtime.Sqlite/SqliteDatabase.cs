using System.Data;
using System.Data.Common;
using System.Globalization;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Sqlite;

/// <summary>
/// One SQLite file: opens connections with durable settings, lets one writer in at a time, and runs the migrations.
/// Thread safe; one instance per file and process.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private static readonly TimeSpan WriterWait = TimeSpan.FromSeconds(30);

    private readonly DbDataSource source;
    private readonly SemaphoreSlim writer = new(1, 1);
    private readonly SemaphoreSlim starting = new(1, 1);

    // Kept open between uses: SQLite checkpoints and removes the write-ahead log with the last connection.
    private volatile DbConnection? keeper;

    /// <summary>Uses the file behind the data source. The native driver is the program's choice; the data source is not disposed here.</summary>
    /// <param name="source">Opens connections to one file.</param>
    /// <param name="time">The clock of leases and waits; null for the system's.</param>
    public SqliteDatabase(DbDataSource source, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
        Time = time ?? TimeProvider.System;
    }

    internal TimeProvider Time { get; }

    internal long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Checks that commits survive a power cut and brings the tables up to date. Safe when several processes start together; a second call does nothing.</summary>
    /// <exception cref="InboxConfigurationException">The file does not keep commits durably, or a newer version of the program made it.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (keeper is not null)
            return;
        await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        DbConnection? connection = null;
        try
        {
            if (keeper is not null)
                return;
            connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await CheckDurabilityAsync(connection, "PRAGMA journal_mode = WAL;", cancellationToken).ConfigureAwait(false);
            await using var write = await BeginWriteAsync(cancellationToken).ConfigureAwait(false);
            await SqliteMigrations.RunAsync(write.Transaction, cancellationToken).ConfigureAwait(false);
            await write.CommitAsync(cancellationToken).ConfigureAwait(false);
            keeper = connection;
        }
        catch (DbException exception) when (Explain(exception) is { } explained)
        {
            throw explained;
        }
        finally
        {
            if (keeper is null && connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            starting.Release();
        }
    }

    /// <summary>Looks, without changing anything, whether commits survive a power cut and the tables are up to date: for tools beside the shop.</summary>
    /// <exception cref="InboxConfigurationException">They do not, or are not; the message says what to do.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await SqliteMigrations.CheckAsync(connection, cancellationToken).ConfigureAwait(false);
            await CheckDurabilityAsync(connection, "PRAGMA journal_mode;", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a connection with the settings that every connection needs; the caller disposes it.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        DbConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var command = connection.CreateCommand();
            // A checkpoint every 16 MB of the log, not 4: pages that change often are written back once for many commits.
            command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000;";
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception exception)
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            if (exception is DbException known && Explain(known) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <summary>
    /// Waits for its turn to write and begins an immediate transaction. Writers of this process queue here and not in SQLite's busy loop;
    /// those of other processes are waited for by the busy time-out.
    /// </summary>
    public async Task<SqliteWrite> BeginWriteAsync(CancellationToken cancellationToken)
    {
        await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        DbConnection? connection = null;
        try
        {
            connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false);
            return new SqliteWrite(connection, transaction, writer);
        }
        catch (Exception exception)
        {
            try
            {
                if (connection is not null)
                    await connection.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                writer.Release();
            }

            if (exception is DbException known && Explain(known) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        keeper?.Dispose();
        writer.Dispose();
        starting.Dispose();
    }

    /// <summary>Runs the work in one turn of writing and commits it; an exception rolls it back.</summary>
    internal async Task<T> WriteAsync<T>(Func<SqliteWrite, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var write = await BeginWriteAsync(cancellationToken).ConfigureAwait(false);
        var result = await work(write).ConfigureAwait(false);
        await write.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    private DatabaseUnusableException? Explain(DbException exception) => SqliteFailure.Explain(exception, source);

    private async Task TakeTurnAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(WriterWait, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await writer.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                "Another write of this process has held the SQLite file for 30 s. A handler that has begun its event's transaction must write through it, " +
                "not through another store of the same file, and should not call the network meanwhile.");
        }
    }

    private static async Task CheckDurabilityAsync(DbConnection connection, string askJournal, CancellationToken cancellationToken)
    {
        var version = await ReadAsync(connection, "SELECT sqlite_version();", cancellationToken).ConfigureAwait(false);
        if (Version.Parse(version) < new Version(3, 35))
            throw new InboxConfigurationException($"SQLite {version} is too old: 3.35 or later is needed. Update the SQLite library of your driver.");
        var journal = await ReadAsync(connection, askJournal, cancellationToken).ConfigureAwait(false);
        if (!string.Equals(journal, "wal", StringComparison.OrdinalIgnoreCase))
            throw new InboxConfigurationException(
                $"The SQLite file '{connection.DataSource}' has journal mode '{journal}' and cannot be switched to WAL. Use a file on a local disk (\"Data Source=shop.db\"), not memory or a network share.");
        var synchronous = await ReadAsync(connection, "PRAGMA synchronous;", cancellationToken).ConfigureAwait(false);
        if (synchronous is not ("2" or "3"))
            throw new InboxConfigurationException($"The SQLite file '{connection.DataSource}' has synchronous = {synchronous}; accepted events would not survive a power cut. FULL is needed.");
    }

    private static async Task<string> ReadAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }
}
