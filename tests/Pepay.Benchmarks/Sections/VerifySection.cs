using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Pepay.Api;
using Pepay.Benchmarks.Measuring;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;
using XPay.Api;

namespace Pepay.Benchmarks.Sections;

/// <summary>Verifying a webhook, as both providers sign it, against the bare hash of the same bytes.</summary>
internal sealed class VerifySection : ISection
{
    private const string Secret = "whsec_0123456789abcdef0123456789abcdef";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes(Secret);

    public string Name => "verify";

    public string Title => "Verification of a webhook against the bare HMAC";

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("", "body", "bare HMAC", "ours", "time of ours to bare", "our allocations");
        foreach (var size in new[] { 1024, 8 * 1024, 64 * 1024 })
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(run, table, "Pepay, HMAC-SHA256 of time and body", Subject.Pepay(size), static (signed, hash) => HMACSHA256.HashData(Key, signed, hash));
            Add(run, table, "xPay, HMAC-SHA512 of the body", Subject.XPay(size), static (signed, hash) => HMACSHA512.HashData(Key, signed, hash));
        }

        await table.WriteAsync(run.Output);
    }

    private static void Add(BenchmarkRun run, MarkdownTable table, string name, Subject subject, Func<byte[], byte[], int> bare)
    {
        if (!subject.Verify() || subject.VerifyChanged())
            throw new InvalidOperationException($"{name}: the verifier takes what it must refuse, or refuses what it must take.");
        var hash = new byte[64];
        var done = new object();
        var measured = PairedMeasurement.Run(
            run,
            () =>
            {
                bare(subject.Signed, hash);
                return done;
            },
            () => subject.Verify() ? done : null);
        table.Add(
            name,
            MarkdownTable.Size(subject.Body.Length),
            MarkdownTable.Time(measured.Rival.Nanoseconds),
            MarkdownTable.Time(measured.Ours.Nanoseconds),
            MarkdownTable.Ratio(1 / measured.Speed),
            MarkdownTable.Size(measured.Ours.Bytes));
    }

    /// <summary>One signed request and the verifier for it.</summary>
    private sealed class Subject(WebhookDescriptor webhook, byte[] body, byte[] signed, Dictionary<string, StringValues> headers)
    {
        private readonly WebhookVerifier verifier = new(webhook, TimeProvider.System);
        private readonly WebhookHeaders headers = name => headers.TryGetValue(name, out var values) ? values : default;
        private readonly WebhookSecret[] secrets = [new() { Id = "1", Scheme = webhook.Schemes[0].Name, Value = Secret }];

        public byte[] Body => body;

        public byte[] Signed => signed;

        public static Subject Pepay(int size)
        {
            // Far enough inside the tolerance for the longest measurement.
            var stamp = TimeProvider.System.GetUtcNow().AddMinutes(2).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            var body = NewBody(size);
            byte[] signed = [.. Encoding.UTF8.GetBytes(stamp + "."), .. body];
            return new(PepayDescriptor.Instance.Webhook!, body, signed, new(StringComparer.OrdinalIgnoreCase)
            {
                ["x-pepay-timestamp"] = stamp,
                ["x-pepay-signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(Key, signed)),
            });
        }

        public static Subject XPay(int size)
        {
            var body = NewBody(size);
            return new(XPayDescriptor.Instance.Webhook!, body, body, new(StringComparer.OrdinalIgnoreCase)
            {
                ["xpay-signature"] = Convert.ToBase64String(HMACSHA512.HashData(Key, body)),
            });
        }

        public bool Verify() => verifier.Verify(body, headers, secrets).IsValid;

        public bool VerifyChanged()
        {
            body[^1] ^= 1;
            var valid = Verify();
            body[^1] ^= 1;
            return valid;
        }

        private static byte[] NewBody(int size)
        {
            var body = new byte[size];
            new Random(1).NextBytes(body);
            return body;
        }
    }
}
