using System.Data;
using System.Data.Common;
using System.Globalization;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql;

/// <summary>One PostgreSQL database (or schema): checks its settings, runs the migrations, opens connections. Thread safe; one instance per program.</summary>
public sealed class PostgreSqlDatabase : IDisposable
{
    /// <summary>Set by a server for which a statement is worth running again: a deadlock, or a serialization failure.</summary>
    private static readonly string[] Repeatable = ["40P01", "40001"];

    private const int MostTries = 5;

    private readonly DbDataSource source;
    private readonly DbDataSource own;
    private readonly bool ownsBoth;
    private volatile bool initialized;

    /// <summary>Uses the database behind the data source.</summary>
    /// <param name="source">Opens connections; their search path says in which schema the tables are. Not disposed here.</param>
    public PostgreSqlDatabase(DbDataSource source)
    {
        this.source = source;
        own = source;
    }

    /// <param name="source">Opens connections that handlers are given, too. Disposed here.</param>
    /// <param name="own">Opens connections for nothing but the stores' own statements, which leave nothing behind in a session. Disposed here.</param>
    internal PostgreSqlDatabase(DbDataSource source, DbDataSource own)
    {
        this.source = source;
        this.own = own;
        ownsBoth = true;
    }

    /// <summary>Closes the connections that were opened from a connection string; those of the program's own data source are left to it.</summary>
    public void Dispose()
    {
        if (!ownsBoth)
            return;
        own.Dispose();
        source.Dispose();
    }

    /// <summary>
    /// Checks that commits survive a power cut and brings the tables up to date. Safe when several processes start together; a second call does nothing.
    /// </summary>
    /// <exception cref="InboxConfigurationException">The server does not keep commits durably, is too old, or has tables of a newer version of the program.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (initialized)
            return;
        await using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await CheckSettingsAsync(connection, cancellationToken).ConfigureAwait(false);
        await PostgreSqlMigrations.RunAsync(connection, cancellationToken).ConfigureAwait(false);
        initialized = true;
    }

    /// <summary>Looks, without changing anything, whether commits survive a power cut and the tables are up to date: for tools beside the shop.</summary>
    /// <exception cref="InboxConfigurationException">They do not, or are not; the message says what to do.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await CheckSettingsAsync(connection, cancellationToken).ConfigureAwait(false);
            await PostgreSqlMigrations.CheckAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a connection; the caller disposes it.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await ConnectAsync(source, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a connection and begins a transaction in it that sees what others have committed.</summary>
    internal Task<PostgreSqlWrite> BeginAsync(CancellationToken cancellationToken) => BeginAsync(source, cancellationToken);

    /// <summary>Runs the work in a transaction and commits it; an exception rolls it back. Work that met a deadlock is run again.</summary>
    internal async Task<T> WriteAsync<T>(Func<PostgreSqlWrite, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var write = await BeginAsync(own, cancellationToken).ConfigureAwait(false);
                var result = await work(write).ConfigureAwait(false);
                await write.CommitAsync(cancellationToken).ConfigureAwait(false);
                return result;
            }
            catch (DbException exception) when (attempt < MostTries && Repeatable.Contains(exception.SqlState))
            {
                // The server has rolled everything back.
            }
        }
    }

    /// <summary>Runs the work on a connection without a transaction.</summary>
    internal async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(own, cancellationToken).ConfigureAwait(false);
        return await work(connection).ConfigureAwait(false);
    }

    /// <exception cref="DatabaseUnusableException">The server does not let the program into the database.</exception>
    private static async Task<DbConnection> ConnectAsync(DbDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception) when (WhatToDo(exception.SqlState) is { } advice)
        {
            // Neither of these two has user or password.
            await using var connection = source.CreateConnection();
            var said = exception.Message.Split('\n')[0].TrimEnd();
            throw new DatabaseUnusableException($"PostgreSQL at {connection.DataSource} refuses database '{connection.Database}' ({said}). {advice}", exception);
        }
    }

    private static string? WhatToDo(string? sqlState) => sqlState switch
    {
        "3D000" => "Create the database, or correct Database in the connection string.",
        "28P01" or "28000" => "Correct Username and Password in the connection string, or let the user in at the server (role, pg_hba.conf).",
        _ => null,
    };

    private static async Task<PostgreSqlWrite> BeginAsync(DbDataSource source, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(source, cancellationToken).ConfigureAwait(false);
        try
        {
            return new PostgreSqlWrite(connection, await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CheckSettingsAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (int.Parse(await ShowAsync("server_version_num").ConfigureAwait(false), CultureInfo.InvariantCulture) < 120_000)
            throw new InboxConfigurationException($"PostgreSQL {connection.ServerVersion} is too old: 12 or later is needed.");
        foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
        {
            if (await ShowAsync(setting).ConfigureAwait(false) is "off")
                throw new InboxConfigurationException(
                    $"PostgreSQL has {setting} = off for this connection: accepted events would not survive a power cut. Set it to on, for the server, the database, the role and the connection string.");
        }

        async Task<string> ShowAsync(string setting)
        {
            await using var command = connection.Command($"/* settings */ SHOW {setting}");
            return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }
}
