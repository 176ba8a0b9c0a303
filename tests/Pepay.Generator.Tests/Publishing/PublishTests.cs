using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pepay.Generator.Tests.Publishing;

/// <summary>
/// A program with a generated client (Publishing/Client), published as small as it gets: no warning of the trimmer or the ahead-of-time compiler, and the
/// program does its work against a server. The whole runtime library is kept and analysed, not only what the program uses of it.
/// </summary>
public sealed class PublishTests : IDisposable
{
    private const string Order = """
        {"id":"o 1","total":12.50,"status":"open","placed":"2026-01-02T03:04:05Z","note":"n","labels":{"a":"b"},"lines":[{"sku":"s-1","count":2}],"buyer":{"name":"Ann"},"later":"kept"}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("pepay-publish-").FullName;

    [Theory]
    [InlineData("net10.0", "PublishTrimmed")]
    [InlineData("net9.0", "PublishAot")]
    public async Task Client_Published_HasNoWarningAndWorks(string framework, string mode)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Pepay.Generator.Tests", "Publishing", "Client")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(folder, "Client.csproj"), Project(framework, mode));

        var publish = await Command.RunAsync(folder, "dotnet", "publish", "Client.csproj", "-o", "out", "-nologo");

        publish.Code.ShouldBe(0, publish.Output);
        publish.Output.ShouldNotContain("warning");
        var (output, requests) = await RunClientAsync();
        output.ReplaceLineEndings("\n").ShouldBe("""
            read o 1 12.50 open s-1 Ann kept
            created o 1 paid
            failed 404 gone
            cart 12.50

            """.ReplaceLineEndings("\n"));
        requests.ShouldBe(["GET /orders/o%201 k-1 ", "POST /orders k-1 " + Order.Replace("open", "paid").Replace("\"n\"", "null"), "GET /orders/none k-1 "]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Project(string framework, string mode)
    {
        var generator = Path.Combine(Repository.Root, "generator", "Pepay.Generator");

        // The build of the library that a project of this framework would take.
        var library = Path.Combine(Repository.Root, "runtime", "Pepay.Runtime", "bin", Build.Configuration, framework == "net10.0" ? framework : "net8.0", "Pepay.Runtime.dll");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <RuntimeIdentifier>{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>true</SelfContained>
                <{mode}>true</{mode}>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <InvariantGlobalization>true</InvariantGlobalization>
                <StripSymbols>false</StripSymbols>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <WarningsNotAsErrors>NU1901;NU1902;NU1903;NU1904</WarningsNotAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <Import Project="{generator}/build/Pepay.Generator.props" />
              <ItemGroup>
                <Analyzer Include="{AppContext.BaseDirectory}Pepay.Generator.dll;{AppContext.BaseDirectory}YamlDotNet.dll" />
                <Reference Include="{library}" />
                <TrimmerRootAssembly Include="Pepay.Runtime" />
                <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.14" />
                <PackageReference Include="Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions" Version="8.0.0" />
                <PackageReference Include="Microsoft.Extensions.Hosting.Abstractions" Version="8.0.0" />
                <PackageReference Include="Polly.Core" Version="8.9.1" />
                <PepaySpec Include="shop.openapi.yaml" Namespace="Shop.Payments" />
              </ItemGroup>
              <Import Project="{generator}/build/Pepay.Generator.targets" />
            </Project>
            """;
    }

    private async Task<(string Output, List<string> Requests)> RunClientAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var requests = new List<string>();
        var serving = Task.Run(async () =>
        {
            while (true)
                requests.Add(await AnswerAsync(await listener.AcceptTcpClientAsync()));
        });
        var run = await Command.RunAsync(folder, Path.Combine(folder, "out", "Client"), $"http://{listener.LocalEndpoint}");
        listener.Stop();
        await serving.ContinueWith(static _ => { }, TaskScheduler.Default);
        run.Code.ShouldBe(0, run.Output);
        return (run.Output, requests);
    }

    // One request for each connection, written out: less to go wrong than a server that is shared with others.
    private static async Task<string> AnswerAsync(TcpClient connection)
    {
        using var client = connection;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var line = (await reader.ReadLineAsync())!.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
            headers[header[..header.IndexOf(':')]] = header[(header.IndexOf(':') + 1)..].Trim();
        var body = new char[int.Parse(headers.GetValueOrDefault("Content-Length", "0"))];
        if (body.Length > 0)
            await reader.ReadBlockAsync(body);
        var missing = line[1].EndsWith("none", StringComparison.Ordinal);
        var answer = missing ? "{\"code\":\"gone\"}" : body.Length > 0 ? new string(body) : Order;
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(
            $"HTTP/1.1 {(missing ? "404 Not Found" : "200 OK")}\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}"));
        return $"{line[0]} {line[1]} {headers.GetValueOrDefault("x-api-key")} {new string(body)}";
    }
}
