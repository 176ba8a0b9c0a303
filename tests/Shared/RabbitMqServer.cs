using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pepay.Tests;

/// <summary>
/// A RabbitMQ node of the test's own on loopback: its own ports, name, cookie, port mapper and folder, so that it meets no other node. Disposing it ends
/// everything that it started.
/// </summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Installed = "/usr/lib/rabbitmq/lib";

    private readonly string folder = Directory.CreateTempSubdirectory("pepay-rabbitmq-").FullName;
    private readonly int port = FreePort.Take();
    private readonly int distributionPort = FreePort.Take();
    private readonly int mapperPort = FreePort.Take();
    private Process? script;

    private RabbitMqServer() => File.WriteAllText(Path.Combine(folder, "enabled_plugins"), "[].");

    /// <summary>The address, with the user and password of a fresh node.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{port}/"));

    public static async Task<RabbitMqServer> StartNewAsync()
    {
        var server = new RabbitMqServer();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the node on what it kept; returns when it takes connections.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(FindScript()) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment())
            start.Environment[name] = value;
        script = Process.Start(start)!;
        script.OutputDataReceived += static (_, _) => { };
        script.ErrorDataReceived += static (_, _) => { };
        script.BeginOutputReadLine();
        script.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await IsListeningAsync())
        {
            if (script.HasExited)
                throw new InvalidOperationException($"rabbitmq-server ended with code {script.ExitCode}; its log is in {folder}.");
            await Task.Delay(100, limit.Token);
        }
    }

    /// <summary>Kills the node with SIGKILL; what it had confirmed is in its folder.</summary>
    public async Task KillAsync()
    {
        if (script is null)
            return;
        await WriteTermsAsync();
        using (var node = FindNode())
        {
            node?.Kill(entireProcessTree: true);
        }

        script.Kill(entireProcessTree: true);
        await script.WaitForExitAsync();
        script.Dispose();
        script = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        var mapper = new ProcessStartInfo("epmd", ["-port", mapperPort.ToString(CultureInfo.InvariantCulture), "-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using (var killing = Process.Start(mapper)!)
        {
            await killing.WaitForExitAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// RabbitMQ 3.10 writes down which term a quorum queue is in only seconds after its creation; killed before that, it comes up without a leader, or without
    /// what it had confirmed. That is not what is tested here.
    /// </summary>
    private async Task WriteTermsAsync()
    {
        var start = new ProcessStartInfo(
            Path.Combine(Path.GetDirectoryName(FindScript())!, "rabbitmqctl"), ["-n", NodeName, "eval", "[dets:sync(Table) || Table <- dets:all()]."])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment())
            start.Environment[name] = value;
        using var writing = Process.Start(start)!;
        var said = writing.StandardOutput.ReadToEndAsync();
        var complained = writing.StandardError.ReadToEndAsync();
        await writing.WaitForExitAsync();
        if (writing.ExitCode != 0)
            throw new InvalidOperationException($"rabbitmqctl ended with code {writing.ExitCode}: {await said} {await complained}");
    }

    private string NodeName => string.Create(CultureInfo.InvariantCulture, $"pepay-test-{port}@localhost");

    private Dictionary<string, string> Environment() => new()
    {
        ["HOME"] = folder,
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_NODENAME"] = NodeName,
        ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODE_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_DIST_PORT"] = distributionPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_PORT"] = mapperPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_PID_FILE"] = PidFile,
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "none"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(folder, "none-advanced"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(folder, "generated"),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}",
    };

    private string PidFile => Path.Combine(folder, "pid");

    private Process? FindNode()
    {
        try
        {
            return File.Exists(PidFile) ? Process.GetProcessById(int.Parse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture)) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private async Task<bool> IsListeningAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string FindScript() =>
        (Directory.Exists(Installed) ? Directory.GetFiles(Installed, "rabbitmq-server", SearchOption.AllDirectories) : [])
            .FirstOrDefault(static path => path.EndsWith("/sbin/rabbitmq-server", StringComparison.Ordinal))
        ?? throw new InvalidOperationException("rabbitmq-server is not installed. Run: apt-get install rabbitmq-server");
}
