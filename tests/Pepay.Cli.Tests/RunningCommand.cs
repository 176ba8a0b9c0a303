using System.Text.Json;

namespace Pepay.Cli.Tests;

/// <summary>A command that goes on until it is interrupted: what it has said so far, and its end.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    private readonly CancellationTokenSource interrupt = new();
    private readonly SharedWriter output = new();
    private readonly SharedWriter error = new();
    private Task<int> running = null!;

    public string Output => output.ToString();

    public string Error => error.ToString();

    public static Task<RunningCommand> StartAsync(params string[] arguments)
    {
        var command = new RunningCommand();
        command.running = Task.Run(() => PepayCommand.RunAsync(arguments, command.output, command.error, isTerminal: false, command.interrupt.Token));
        return Task.FromResult(command);
    }

    /// <summary>Waits until it has said something; fails with its errors when it ends without.</summary>
    public Task SaysAsync(string text) => Eventually.TrueAsync(() =>
    {
        if (running.IsCompleted && !Output.Contains(text, StringComparison.Ordinal) && !Error.Contains(text, StringComparison.Ordinal))
            throw new InvalidOperationException($"It ended without '{text}': {Output} {Error}");
        return Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal);
    });

    /// <summary>The whole of its output as JSON, once it is one.</summary>
    public async Task<JsonElement> JsonAsync()
    {
        await SaysAsync("\n}");
        return JsonDocument.Parse(Output).RootElement;
    }

    /// <summary>Ctrl+C.</summary>
    public async Task<CommandLine> StopAsync()
    {
        await interrupt.CancelAsync();
        return new CommandLine(await running.Soon(), Output, Error);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        interrupt.Dispose();
        output.Dispose();
        error.Dispose();
    }

    private sealed class SharedWriter : StringWriter
    {
        private readonly Lock gate = new();

        public override void Write(char value)
        {
            lock (gate)
                base.Write(value);
        }

        public override void Write(string? value)
        {
            lock (gate)
                base.Write(value);
        }

        public override void WriteLine(string? value)
        {
            lock (gate)
            {
                base.Write(value);
                base.Write('\n');
            }
        }

        public override string ToString()
        {
            lock (gate)
                return base.ToString();
        }
    }
}
