using System.Globalization;
using System.Text;

namespace Pepay.Simulator;

/// <summary>The flags of the program: each is a property of <see cref="SimulatorOptions"/> or <see cref="SimulatorFaults"/> by the same name.</summary>
internal sealed class CommandLine
{
    /// <summary>Name, form of the value, meaning.</summary>
    public static readonly IReadOnlyList<(string Name, string Value, string Says)> Flags =
    [
        ("urls", "URL", "Loopback address to listen on (http://127.0.0.1:5090)."),
        ("state-file", "FILE", "Keeps the state across restarts."),
        ("environment", "devnet|mainnet", "Environment of the built-in keys (devnet)."),
        ("extras", "never|sometimes|always", "How often unknown properties and values are mixed in (sometimes)."),
        ("merchant-name", "TEXT", "Name on the payment pages."),
        ("pepay-merchant-key", "KEY", "Pepay API key of scope merchant."),
        ("pepay-commerce-key", "KEY", "Pepay API key of scope commerce."),
        ("pepay-webhook-url", "URL", "Where Pepay webhooks go."),
        ("pepay-webhook-secret", "SECRET", "Signs Pepay webhooks."),
        ("xpay-public-key", "KEY", "User name of xPay's Basic authentication."),
        ("xpay-private-key", "KEY", "Password of xPay's Basic authentication."),
        ("xpay-webhook-url", "URL", "Where xPay webhooks go, besides registered ones."),
        ("xpay-webhook-secret", "SECRET", "Signs xPay webhooks."),
        ("duplicate", "N", "Sends each webhook N extra times."),
        ("reorder", "N", "Holds the next N webhooks and sends them in reverse order."),
        ("delay-ms", "MS", "Sends each webhook so much later."),
        ("drop-next", "N", "Never sends the next N webhooks."),
        ("drop-percent", "N", "Never sends N percent of the webhooks."),
        ("drop-seed", "N", "Seed of that choice."),
        ("drop-frames", "N", "Leaves out the next N socket frames."),
        ("duplicate-frames", "N", "Sends each socket frame N extra times."),
        ("answer-next", "COUNT:STATUS[:RETRY-AFTER]", "Answers the next REST calls with a failure."),
        ("hang-next", "COUNT:MS", "Lets the next REST calls wait."),
        ("lose-answer-next", "COUNT", "Processes the next REST calls and cuts their connections."),
    ];

    private readonly Dictionary<string, string> values = [];

    private CommandLine()
    {
    }

    public static string Help
    {
        get
        {
            var text = new StringBuilder("Pepay and xPay on localhost.\n\n  dotnet run --project runtime/Pepay.Simulator -- [flags]\n\n");
            foreach (var (name, value, says) in Flags.Append(("help", "", "Shows this.")))
                text.Append(CultureInfo.InvariantCulture, $"  {("--" + name + " " + value).PadRight(46)} {says}\n");
            return text.ToString();
        }
    }

    /// <exception cref="FormatException">A flag is unknown or has no value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine();
        for (var i = 0; i < args.Count; i++)
        {
            var parts = args[i].Split('=', 2);
            var name = parts[0].StartsWith("--", StringComparison.Ordinal) ? parts[0][2..] : "";
            var flag = Flags.FirstOrDefault(flag => flag.Name == name);
            if (flag.Name is null)
                throw new FormatException($"'{args[i]}' is no flag; --help lists them.");
            line.values[name] = parts.Length == 2 ? parts[1]
                : ++i < args.Count ? args[i]
                : throw new FormatException($"--{name} needs a value: {flag.Value}.");
        }

        return line;
    }

    /// <exception cref="FormatException">A value cannot be read.</exception>
    public SimulatorOptions ToOptions(ILoggerFactory loggers)
    {
        var usual = new SimulatorOptions();
        return new SimulatorOptions
        {
            Url = values.GetValueOrDefault("urls", SimulatorProgram.DefaultUrl),
            StateFile = values.GetValueOrDefault("state-file"),
            Environment = Choice("environment", usual.Environment),
            Extras = Choice("extras", usual.Extras),
            MerchantName = values.GetValueOrDefault("merchant-name", usual.MerchantName),
            PepayMerchantKey = values.GetValueOrDefault("pepay-merchant-key", usual.PepayMerchantKey),
            PepayCommerceKey = values.GetValueOrDefault("pepay-commerce-key", usual.PepayCommerceKey),
            PepayWebhookUrl = values.GetValueOrDefault("pepay-webhook-url"),
            PepayWebhookSecret = values.GetValueOrDefault("pepay-webhook-secret", usual.PepayWebhookSecret),
            XPayPublicKey = values.GetValueOrDefault("xpay-public-key", usual.XPayPublicKey),
            XPayPrivateKey = values.GetValueOrDefault("xpay-private-key", usual.XPayPrivateKey),
            XPayWebhookUrl = values.GetValueOrDefault("xpay-webhook-url"),
            XPayWebhookSecret = values.GetValueOrDefault("xpay-webhook-secret", usual.XPayWebhookSecret),
            Faults = ToFaults(),
            LoggerFactory = loggers,
        };
    }

    private SimulatorFaults ToFaults()
    {
        var answer = Parts("answer-next", 2, 3);
        var hang = Parts("hang-next", 2, 2);
        return new SimulatorFaults
        {
            Duplicate = Number("duplicate"),
            Reorder = Number("reorder"),
            DelayMs = Number("delay-ms"),
            DropNext = Number("drop-next"),
            DropPercent = Number("drop-percent", 100),
            DropSeed = Number("drop-seed"),
            DropFrames = Number("drop-frames"),
            DuplicateFrames = Number("duplicate-frames"),
            AnswerNext = answer is null ? null : new AnswerFault
            {
                Count = Number("answer-next", answer[0]), Status = Number("answer-next", answer[1]), RetryAfter = answer.ElementAtOrDefault(2),
            },
            HangNext = hang is null ? null : new HangFault { Count = Number("hang-next", hang[0]), Ms = Number("hang-next", hang[1]) },
            LoseAnswerNext = values.ContainsKey("lose-answer-next") ? new LoseAnswerFault { Count = Number("lose-answer-next") } : null,
        };
    }

    private string[]? Parts(string name, int least, int most)
    {
        if (!values.TryGetValue(name, out var text))
            return null;
        var parts = text.Split(':');
        return parts.Length >= least && parts.Length <= most ? parts : throw Unreadable(name, text);
    }

    private int Number(string name, int most = int.MaxValue) =>
        !values.TryGetValue(name, out var text) ? 0 : Number(name, text) is var number && number <= most ? number : throw Unreadable(name, text);

    private static int Number(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable(name, text);

    private T Choice<T>(string name, T usual)
        where T : struct, Enum =>
        !values.TryGetValue(name, out var text) ? usual
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw Unreadable(name, text);

    private static FormatException Unreadable(string name, string text) =>
        new($"--{name} {text} cannot be read; expected {Flags.First(flag => flag.Name == name).Value}.");
}
