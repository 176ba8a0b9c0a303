using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Pepay.Tests;

/// <summary>
/// A PostgreSQL cluster of its own in a temporary folder, on a free loopback port, with fsync on. It ends with the test process, however that ends, and
/// leaves nothing behind.
/// Needs Debian's <c>postgresql</c> package; nothing of an installed cluster is touched.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string Keep = "keep";

    private static readonly Lazy<Task<PostgreSqlServer>> Started = new(StartAsync);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pepay-pg-");
    private readonly int port = FreePort.Take();
    private Process? process;
    private int databases;

    private PostgreSqlServer()
    {
    }

    /// <summary>The cluster that the tests of this process share; each takes a database of its own.</summary>
    public static Task<PostgreSqlServer> SharedAsync() => Started.Value;

    /// <summary>A cluster for one test, which may stop and start it; the test disposes it.</summary>
    public static async Task<PostgreSqlServer> StartAsync()
    {
        var server = new PostgreSqlServer();
        if (IsRoot)
            await RunAsync("chown", "postgres", server.folder.FullName);
        await RunAsUserAsync(Program("initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes an empty database and gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Stops the server at once, as a machine that fails does; what was committed is there after <see cref="StartAgainAsync"/>.</summary>
    public async Task StopAsync()
    {
        await process!.StandardInput.WriteLineAsync(Keep);
        await EndAsync();
    }

    /// <summary>Stops its processes where they are: connections stay open, and nothing answers.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Lets its processes go on.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Starts the stopped server and waits until it answers.</summary>
    /// <param name="more">Settings besides, or instead of, the usual ones: <c>name=value</c>.</param>
    public async Task StartAgainAsync(params string[] more)
    {
        // Ends the server when its input ends, and so also when the test process is killed.
        const string Script = $"""
            folder="$1"; shift
            "$@" & server=$!
            read -r word
            kill -QUIT $server
            wait $server
            [ "$word" = {Keep} ] || rm -rf "$folder"
            """;
        string[] settings = ["fsync=on", "listen_addresses=127.0.0.1", $"port={port}", $"unix_socket_directories={folder.FullName}", "max_connections=300", "logging_collector=off", .. more];
        var start = AsUser("sh", ["-c", Script, "postgres", folder.FullName, Program("postgres"), "-D", Data, .. settings.SelectMany(setting => new[] { "-c", setting })]);
        start.RedirectStandardInput = true;
        process = Process.Start(start)!;
        var output = new List<string>();
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var bound = new CancellationTokenSource(Patience);
        while (!await AnswersAsync())
        {
            if (process.HasExited || bound.IsCancellationRequested)
                throw new InvalidOperationException($"PostgreSQL did not start on port {port}: {string.Join('\n', output)}");
            await Task.Delay(20);
        }

        void Note(string? line)
        {
            lock (output)
            {
                if (line is not null && output.Count < 50)
                    output.Add(line);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null)
            folder.Delete(recursive: true);
        else
            await EndAsync();
    }

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(folder.FullName, "data");

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username=postgres;Database={database};Timeout=300;Command Timeout=300;Include Error Detail=true";

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // First the one that starts the others, so that none is missed.
    private async Task SignalAsync(string signal)
    {
        var main = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        await RunAsync("kill", $"-{signal}", main);
        foreach (var child in (await File.ReadAllTextAsync($"/proc/{main}/task/{main}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            await RunAsync("kill", $"-{signal}", child);
    }

    private async Task EndAsync()
    {
        process!.StandardInput.Close();
        using var bound = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(bound.Token);
        process.Dispose();
        process = null;
    }

    private static string Program(string name)
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderByDescending(path => path, StringComparer.Ordinal) : Enumerable.Empty<string>();
        var folders = versions.Select(version => Path.Combine(version, "bin")).Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'));
        return folders.Select(path => Path.Combine(path, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"PostgreSQL is not installed ({name} is neither in {Debian} nor in the PATH). Install it: apt-get install postgresql");
    }

    private static Task RunAsUserAsync(string program, params string[] arguments) => RunAsync(AsUser(program, arguments));

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(new ProcessStartInfo(program, arguments));

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var running = Process.Start(start)!;
        var output = running.StandardOutput.ReadToEndAsync();
        var error = await running.StandardError.ReadToEndAsync();
        await running.WaitForExitAsync();
        if (running.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} failed: {await output}{error}");
    }

    // PostgreSQL refuses to run as root; the package has made a user for it.
    private static ProcessStartInfo AsUser(string program, string[] arguments) => new(IsRoot ? "runuser" : program, IsRoot ? ["-u", "postgres", "--", program, .. arguments] : arguments)
    {
        WorkingDirectory = "/",
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
