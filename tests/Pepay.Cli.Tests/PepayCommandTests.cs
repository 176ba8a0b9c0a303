using System.Reflection;
using System.Text.RegularExpressions;
using Pepay.Cli.Output;

namespace Pepay.Cli.Tests;

/// <summary>What holds for every command: arguments, exit codes, the bar on a terminal.</summary>
public sealed partial class PepayCommandTests : IDisposable
{
    private const string Spec = """
        openapi: 3.1.0
        info: { title: Shop, version: "1" }
        paths: {}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--settings is empty", "doctor", "--settings", "")]
    [InlineData("--output is empty", "new", "shop", "MyShop", "--output", "")]
    [InlineData("--state is empty", "listen", "-f", "http://localhost:1", "--state", " ")]
    [InlineData("--output is empty", "spec", "generate", "shop.yaml", "-o", "")]
    [InlineData("<files> is empty", "spec", "lint", "")]
    [InlineData("--simulator", "trigger", "invoice.paid", "--simulator=")]
    public async Task EmptyArgument_OfAnUnsetVariable_IsNamed(string says, params string[] arguments)
    {
        var run = await CommandLine.RunAsync(arguments);

        run.Code.ShouldBe(ExitCodes.Usage, run.Error);
        run.Error.ShouldContain(says);
        run.Error.ShouldContain("--help' says what it takes");
    }

    [Fact]
    public async Task SecretThatBeginsWithAt_IsNoFileAndIsNotPrinted()
    {
        var run = await CommandLine.RunAsync("listen", "-f", "http://localhost:1", "--secret", "@hidden", "--simulator", "http://127.0.0.1:1", "--settings", folder.Path);

        run.Code.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldStartWith("No simulator answers");
        run.Error.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task ExitCodes_AreAllInTheHelpAndInTheReadme()
    {
        var codes = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => $"{field.GetRawConstantValue()}").Order().ToList();

        var help = (await CommandLine.RunAsync("--help")).Output.ReplaceLineEndings(" ");

        Number().Matches(help[help.IndexOf("Exit codes:", StringComparison.Ordinal)..help.IndexOf("interrupted", StringComparison.Ordinal)]).Select(static match => match.Value).Order().ShouldBe(codes);
        var readme = Readme.Text[Readme.Text.IndexOf("Exit codes:", StringComparison.Ordinal)..];
        Number().Matches(readme[..readme.IndexOf("interrupted", StringComparison.Ordinal)]).Select(static match => match.Value).Order().ShouldBe(codes);
    }

    [Theory]
    [InlineData("Reading", "spec", "lint", "shop.yaml")]
    [InlineData("Comparing", "spec", "diff", "shop.yaml", "shop.yaml")]
    [InlineData("Writing", "spec", "generate", "shop.yaml", "-o", "out")]
    [InlineData("Looking", "doctor", "--settings", ".")]
    public async Task WhatTakesAWhile_HasABarOnATerminalOnly(string title, params string[] arguments)
    {
        folder.File("shop.yaml", Spec);
        var here = arguments.Select(argument => argument is "shop.yaml" or "out" or "." ? Path.Combine(folder.Path, argument) : argument).ToArray();

        var terminal = await CommandLine.RunAsync(isTerminal: true, here);
        var file = await CommandLine.RunAsync(here);
        var json = await CommandLine.RunAsync(isTerminal: true, [.. here, "--json"]);

        terminal.Output.ShouldContain(title);
        file.Output.ShouldNotContain(title);
        json.Json.ValueKind.ShouldNotBe(System.Text.Json.JsonValueKind.Undefined);
        terminal.Code.ShouldBe(file.Code);
    }

    [GeneratedRegex(@"\b\d+\b")]
    private static partial Regex Number();
}
