using System.Data.Common;

namespace Pepay.CrashHarness.Support;

/// <summary>The database of one run, as the harness sees it: over a connection of its own, beside the program under test.</summary>
internal abstract class HarnessDatabase : IAsyncDisposable
{
    /// <summary>The store's name in <see cref="Target.TargetOptions.Store"/>.</summary>
    public abstract string Store { get; }

    public abstract string ConnectionString { get; }

    /// <summary>Makes the tables of effects and of moved orders, which have no constraint that would hide a doubled one.</summary>
    public abstract Task CreateEffectsAsync();

    /// <summary>Takes the unique index of the inbox away; its tables are there and empty.</summary>
    public abstract Task DropUniqueIndexAsync();

    public async Task<List<string>> QueryAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var rows = new List<string>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => $"{row.GetValue(i)}")));
        return rows;
    }

    /// <summary>Whether every event has been given to all its handlers, and all are done.</summary>
    public async Task<bool> IsQuietAsync() => (await QueryAsync(CountWaiting)).Single() == "0";

    /// <summary>How far the stream's events are known to be complete; null when that was not kept yet.</summary>
    public async Task<string?> FindCursorAsync() => (await QueryAsync("SELECT cursor FROM stream_position WHERE cursor IS NOT NULL")).SingleOrDefault();

    /// <summary>Lets time go by for the lease of a stream whose follower is dead: half a minute, which no run has at each kill.</summary>
    public Task LetStreamLeaseRunOutAsync() => ExecuteAsync($"UPDATE stream_position SET lease_until = {LongAgo}");

    public abstract ValueTask DisposeAsync();

    /// <summary>A time in the past, as the store writes it.</summary>
    protected abstract string LongAgo { get; }

    /// <summary>Counts the events that are not finished.</summary>
    protected abstract string CountWaiting { get; }

    protected abstract Task<DbConnection> OpenAsync();

    protected async Task ExecuteAsync(params string[] statements)
    {
        await using var connection = await OpenAsync();
        foreach (var sql in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }
    }
}
