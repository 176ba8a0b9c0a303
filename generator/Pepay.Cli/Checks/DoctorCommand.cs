using System.CommandLine;
using Pepay.Cli.Inbox;
using Pepay.Cli.Output;
using Pepay.Cli.Providers;
using Pepay.Runtime.Integration;
using Spectre.Console;

namespace Pepay.Cli.Checks;

/// <summary><c>pepay doctor</c>: the integration checklist against a configuration.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string?> Url = new("--url") { Description = "The address of the running shop; without it Shop:PublicUrl.", HelpName = "URL" };
    private static readonly Option<string?> Register = new("--register-webhook") { Description = "Registers this address at xPay for all events, with the configured secret.", HelpName = "URL" };
    private static readonly Option<bool> Strict = new("--strict") { Description = "What is still to do counts as wrong." };

    public static Command Create()
    {
        var command = new Command(
            "doctor",
            "Looks at keys, scopes, environment, clock, webhooks, streams and database of a shop, and says what to do. It sends the shop a signed test webhook and a forged one. Exit code 1 when something is wrong.")
        {
            Url, InboxDatabase.Option, Register, Strict, Screen.JsonOption,
        };
        ProviderTarget.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var shop = ShopConfiguration.Read(arguments);
        var url = Address(arguments.GetValue(Url) is { } given ? given : shop.Values["Shop:PublicUrl"], arguments.GetValue(Url) is null ? "Shop:PublicUrl" : "--url");
        using var doctor = new Doctor(arguments, shop, url, Address(arguments.GetValue(Register), "--register-webhook"));
        var screen = new Screen(arguments);
        var findings = await screen.WithProgressAsync("Looking", progress => doctor.ExamineAsync(progress, cancellationToken));
        screen.Show(findings.Select(static finding => new { finding.Subject, finding.Check.Name, finding.Check.State, finding.Check.Text }), console => Show(console, findings));
        var worst = arguments.GetValue(Strict) ? IntegrationState.Open : IntegrationState.Wrong;
        return findings.Any(finding => finding.Check.State >= worst) ? ExitCodes.Found : ExitCodes.Success;
    }

    private static void Show(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        foreach (var (subject, check) in findings)
            console.Line($"{Word(check.State)}  {subject}: {check.Name}. {check.Text}");
        console.Line(string.Join(", ", findings.GroupBy(static finding => finding.Check.State).OrderByDescending(static group => group.Key).Select(static group => $"{group.Count()} {Word(group.Key).Trim()}")));
    }

    private static string Word(IntegrationState state) => state switch
    {
        IntegrationState.Done => "ok   ",
        IntegrationState.Open => "to do",
        _ => "wrong",
    };

    private static Uri? Address(string? text, string name) =>
        string.IsNullOrWhiteSpace(text) ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new CommandException(ExitCodes.Usage, $"{name} is '{text}', but an address such as https://shop.example is needed.");
}
