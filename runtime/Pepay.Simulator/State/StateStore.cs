using System.Text.Json;

namespace Pepay.Simulator.State;

/// <summary>
/// Owns the state. One lock guards all of it: a simulator needs repeatable runs more than parallel ones. With a file, every change is
/// written soon after (changes that come while a write runs share the next one), to a neighbour that is then renamed.
/// </summary>
internal sealed class StateStore : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly string? path;
    private readonly SemaphoreSlim changed = new(0, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task writer;
    private bool closed;

    public StateStore(string? path)
    {
        this.path = path is null ? null : Path.GetFullPath(path);
        State = Load();
        writer = this.path is null ? Task.CompletedTask : Task.Run(WriteChangesAsync);
    }

    /// <summary>Only to be touched inside <see cref="Change{T}"/> or <see cref="Read{T}"/>, and by what they call.</summary>
    public SimulatorState State { get; private set; }

    public T Change<T>(Func<T> change)
    {
        lock (gate)
        {
            var result = change();
            MarkChanged_NeedsLock();
            return result;
        }
    }

    public void Change(Action change) => Change(() =>
    {
        change();
        return true;
    });

    public T Read<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }

    public void Replace_NeedsLock(SimulatorState state) => State = state;

    public async ValueTask DisposeAsync()
    {
        Change(() => closed = true);
        await stopping.CancelAsync();
        await writer;
        if (path is not null)
            await WriteAsync();
        stopping.Dispose();
        changed.Dispose();
    }

    private void MarkChanged_NeedsLock()
    {
        // A call that outlived the listener may still change something; nobody will read it.
        if (path is not null && !closed && changed.CurrentCount == 0)
            changed.Release();
    }

    private SimulatorState Load()
    {
        if (path is null || !File.Exists(path))
            return new SimulatorState();
        try
        {
            return JsonSerializer.Deserialize<SimulatorState>(File.ReadAllBytes(path)) ?? new SimulatorState();
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"The simulator's state file {path} is not readable ({e.Message}). Delete it to start empty.", e);
        }
    }

    private async Task WriteChangesAsync()
    {
        try
        {
            while (true)
            {
                await changed.WaitAsync(stopping.Token);
                await WriteAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposal writes the last state itself.
        }
    }

    private async Task WriteAsync()
    {
        var bytes = Read(() => JsonSerializer.SerializeToUtf8Bytes(State));
        Directory.CreateDirectory(Path.GetDirectoryName(path!)!);
        var next = path + ".next";
        await File.WriteAllBytesAsync(next, bytes);
        File.Move(next, path!, overwrite: true);
    }
}
