using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;
using static Pepay.Runtime.Tests.Webhooks.Signing;

namespace Pepay.Runtime.Tests.Webhooks;

public sealed class WebhookVerifierTests
{
    private readonly Signing request = new();

    [Fact]
    public void Verify_SignedWithTheSecret_IsValidAndNamesTheSecret() =>
        request.Signed("s1").With(Secret("s1", "2026")).Verify().ShouldBe(new WebhookVerification(WebhookVerdict.Valid, "2026"));

    [Fact]
    public void Verify_KnownVector_IsValid()
    {
        // Computed with openssl: printf '1767225600000.%s' "$body" | openssl dgst -sha256 -hmac whsec_test
        request.Headers["X-Pepay-Timestamp"] = "1767225600000";
        request.Headers["X-Pepay-Signature"] = "be0c5b20716428b2646aa7aa47f14c9dbc7425e9c2d8e724b2974ba07dc368c8";
        request.With(Secret("whsec_test")).Verify().IsValid.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"id":"evt_2","type":"invoice.updated"}""")]
    [InlineData("""{"id":"evt_1","type":"invoice.updated"} """)]
    [InlineData("")]
    public void Verify_OtherBytes_IsWrong(string body) => request.Signed("s1").With(Secret("s1")).Verify(body).Verdict.ShouldBe(WebhookVerdict.WrongSignature);

    [Fact]
    public void Verify_ManyAtOnceWithOneSecret_EachIsJudgedByItsOwnBytes()
    {
        request.Signed("s1").With(Secret("s1"));
        var wrong = new ConcurrentBag<WebhookVerdict>();
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var (body, expected) = i % 2 == 0 ? (Body, WebhookVerdict.Valid) : ("{}", WebhookVerdict.WrongSignature);
            if (request.Verify(body).Verdict is var verdict && verdict != expected)
                wrong.Add(verdict);
        });
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Verify_OtherSecret_IsWrong() => request.Signed("s1").With(Secret("s2")).Verify().Verdict.ShouldBe(WebhookVerdict.WrongSignature);

    [Fact]
    public void Verify_OtherTimestampThanSigned_IsWrong()
    {
        request.Signed("s1").With(Secret("s1")).Headers["X-Pepay-Timestamp"] = (request.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1).ToString(CultureInfo.InvariantCulture);
        request.Verify().Verdict.ShouldBe(WebhookVerdict.WrongSignature);
    }

    [Fact]
    public void Verify_NoSecretConfigured_IsRefusedEvenWithoutSignature()
    {
        request.Verify().Verdict.ShouldBe(WebhookVerdict.NoSecret);
        request.Signed("").With(Secret("")).Verify().Verdict.ShouldBe(WebhookVerdict.NoSecret);
        request.With(Secret(" ")).Verify().Verdict.ShouldBe(WebhookVerdict.NoSecret);
        request.With(Secret(null!)).Verify().Verdict.ShouldBe(WebhookVerdict.NoSecret);
        request.With(Secret("s1", scheme: "other")).Verify().Verdict.ShouldBe(WebhookVerdict.NoSecret);
    }

    [Fact]
    public void Verify_SecretExpires_CountsUntilThen()
    {
        request.With(Secret("s1", expires: request.Clock.GetUtcNow().AddMinutes(1)));
        request.Clock.Advance(TimeSpan.FromSeconds(59));
        request.Signed("s1").Verify().IsValid.ShouldBeTrue();
        request.Clock.Advance(TimeSpan.FromSeconds(1));
        request.Signed("s1").Verify().Verdict.ShouldBe(WebhookVerdict.NoSecret);
    }

    [Fact]
    public void Verify_SeveralSecrets_AnyMayFit() =>
        request.Signed("new").With(Secret("old", "old"), Secret("new", "new")).Verify().SecretId.ShouldBe("new");

    [Fact]
    public void Verify_ReceiverStillHasTheOldSecret_FitsThePreviousSignature() =>
        request.Signed("new").Signed("old", header: "X-Pepay-Signature-Previous").With(Secret("old", "old")).Verify().SecretId.ShouldBe("old");

    [Theory]
    [InlineData(300_000, true)]
    [InlineData(300_001, false)]
    [InlineData(-300_000, true)]
    [InlineData(-300_001, false)]
    public void Verify_AgeOfTheSignature_MayBeTheToleranceToEitherSide(int milliseconds, bool valid) =>
        request.Signed("s1", TimeSpan.FromMilliseconds(milliseconds)).With(Secret("s1")).Verify().Verdict
            .ShouldBe(valid ? WebhookVerdict.Valid : WebhookVerdict.StaleTimestamp);

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("253402300800000")]
    [InlineData("4294967296")]
    public void Verify_TimeFarAway_IsStaleAndNotAnError(string stamp)
    {
        request.Headers["X-Pepay-Timestamp"] = stamp;
        request.Headers["X-Pepay-Signature"] = Hmac256("s1", $"{stamp}.{Body}");
        request.With(Secret("s1")).Verify().Verdict.ShouldBe(WebhookVerdict.StaleTimestamp);
        request.Verify(schemes: Timestamped with { Timestamp = new("X-Pepay-Timestamp", EpochUnit.Seconds) }).Verdict.ShouldBe(WebhookVerdict.StaleTimestamp);
    }

    [Fact]
    public void Verify_TimestampInSeconds_IsReadAsSuch()
    {
        var stamp = request.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers["X-Pepay-Timestamp"] = stamp;
        request.Headers["X-Pepay-Signature"] = Hmac256("s1", $"{stamp}.{Body}");
        request.With(Secret("s1")).Verify(schemes: Timestamped with { Timestamp = new("X-Pepay-Timestamp", EpochUnit.Seconds) }).IsValid.ShouldBeTrue();
    }

    [Theory]
    [InlineData("1767225600000x")]
    [InlineData("-1")]
    [InlineData("+1767225600000")]
    [InlineData(" 1767225600000")]
    [InlineData("1767225600000.0")]
    [InlineData("99999999999999999999")]
    public void Verify_TimestampThatIsNoNumber_IsMalformed(string stamp)
    {
        request.Headers["X-Pepay-Timestamp"] = stamp;
        request.Headers["X-Pepay-Signature"] = Hmac256("s1", $"{stamp}.{Body}");
        request.With(Secret("s1")).Verify().Verdict.ShouldBe(WebhookVerdict.MalformedTimestamp);
    }

    [Fact]
    public void Verify_TwoTimestamps_IsMalformed()
    {
        request.Signed("s1").With(Secret("s1")).Headers["X-Pepay-Timestamp"] = new StringValues(["1767225600000", "1767225600000"]);
        request.Verify().Verdict.ShouldBe(WebhookVerdict.MalformedTimestamp);
    }

    [Fact]
    public void Verify_NoTimestamp_IsMissing()
    {
        request.Signed("s1").With(Secret("s1")).Headers.Remove("X-Pepay-Timestamp");
        request.Verify().Verdict.ShouldBe(WebhookVerdict.MissingTimestamp);
    }

    [Fact]
    public void Verify_NoSignature_IsMissing()
    {
        request.Signed("s1").With(Secret("s1")).Headers["X-Pepay-Signature"] = "";
        request.Verify().Verdict.ShouldBe(WebhookVerdict.MissingSignature);
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("abc")]
    [InlineData("00")]
    [InlineData("sha256=00")]
    [InlineData("０００００００００００００００００００００００００００００００００００００００００００００００００００００００００００００００００")]
    public void Verify_SignatureThatIsNoHexOfTheRightLength_IsMalformed(string signature)
    {
        request.Signed("s1").With(Secret("s1")).Headers["X-Pepay-Signature"] = signature;
        request.Verify().Verdict.ShouldBe(WebhookVerdict.MalformedSignature);
    }

    [Fact]
    public void Verify_MalformedSignatureBesideAGoodOne_DoesNotSpoilIt()
    {
        var good = request.Signed("s1").With(Secret("s1")).Headers["X-Pepay-Signature"];
        request.Headers["X-Pepay-Signature"] = new StringValues(["not hex", good!]);
        request.Verify().IsValid.ShouldBeTrue();
        request.Headers["X-Pepay-Signature"] = $"zz, {new string('0', 64)} ,{good.ToString().ToUpperInvariant()}";
        request.Verify().IsValid.ShouldBeTrue();
    }

    [Fact]
    public void Verify_VeryManySignatures_AreNotAllTried()
    {
        var good = request.Signed("s1").With(Secret("s1")).Headers["X-Pepay-Signature"].ToString();
        request.Headers["X-Pepay-Signature"] = new StringValues([.. Enumerable.Repeat(new string('0', 64), 8), good]);
        request.Verify().Verdict.ShouldBe(WebhookVerdict.MalformedSignature);
    }

    [Fact]
    public void Verify_BodySignedAlone_NeedsNoTimestamp()
    {
        request.Headers["xpay-signature"] = Hmac512("k", Body);
        request.With(Secret("k")).Verify(schemes: Plain).IsValid.ShouldBeTrue();
        request.Verify(Body + " ", Plain).Verdict.ShouldBe(WebhookVerdict.WrongSignature);
        request.Headers["xpay-signature"] = "!" + Hmac512("k", Body);
        request.Verify(schemes: Plain).Verdict.ShouldBe(WebhookVerdict.MalformedSignature);
    }

    [Theory]
    [InlineData(WebhookEncoding.Hex, "00ff10")]
    [InlineData(WebhookEncoding.Base64, "AP8Q")]
    public void Verify_EncodedKey_IsDecodedFirst(WebhookEncoding encoding, string secret)
    {
        request.Headers["xpay-signature"] = Convert.ToBase64String(HMACSHA512.HashData(new byte[] { 0x00, 0xff, 0x10 }, Encoding.UTF8.GetBytes(Body)));
        request.With(Secret(secret)).Verify(schemes: Plain with { KeyEncoding = encoding }).IsValid.ShouldBeTrue();
    }

    [Fact]
    public void Verify_KeyThatCannotBeDecoded_IsTheShopsFault()
    {
        request.Headers["xpay-signature"] = Hmac512("k", Body);
        request.With(Secret("no hex")).Verify(schemes: Plain with { KeyEncoding = WebhookEncoding.Hex }).Verdict.ShouldBe(WebhookVerdict.UnusableSecret);
        request.Headers["xpay-private-signature"] = Convert.ToBase64String(new byte[70]);
        request.With(Secret("AAAA", scheme: "ecdsa")).Verify(schemes: Ecdsa).Verdict.ShouldBe(WebhookVerdict.UnusableSecret);
    }

    [Fact]
    public void Verify_SharedPublicKey_IsValidButDoesNotProveTheAccount()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        request.Headers["xpay-private-signature"] = Convert.ToBase64String(
            key.SignData(Encoding.UTF8.GetBytes(Body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        request.With(Secret(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), "public", "ecdsa"));
        request.Verify(schemes: [Plain, Ecdsa]).ShouldBe(new WebhookVerification(WebhookVerdict.Valid, "public", ProvesAccount: false));
        request.Verify(Body + " ", [Plain, Ecdsa]).Verdict.ShouldBe(WebhookVerdict.WrongSignature);
    }

    [Fact]
    public void Verify_SeveralSchemes_TheMostTellingFailureIsGiven()
    {
        request.With(Secret("k")).Verify(schemes: [Ecdsa, Plain]).Verdict.ShouldBe(WebhookVerdict.MissingSignature);
        request.Headers["xpay-signature"] = Hmac512("other", Body);
        request.Verify(schemes: [Plain, Ecdsa]).Verdict.ShouldBe(WebhookVerdict.WrongSignature);
    }

    [Fact]
    public void Verify_SignatureAndSignedFieldsInTheBody_AreFoundByPointer()
    {
        var scheme = Plain with { Signature = new(WebhookEncoding.Base64, Pointer: "/meta/sig"), SignedPayload = "{pointer:/id}|{pointer:/amount}|v1" };
        string Body(string id, string sig) => $$$"""{"id":"{{{id}}}","amount":12.50,"meta":{"sig":"{{{sig}}}"}}""";
        request.With(Secret("k"));
        request.Verify(Body("a", Hmac512("k", "a|12.50|v1")), scheme).IsValid.ShouldBeTrue();
        request.Verify(Body("b", Hmac512("k", "a|12.50|v1")), scheme).Verdict.ShouldBe(WebhookVerdict.WrongSignature);
        request.Verify($$$"""{"meta":{"sig":"{{{Hmac512("k", "||v1")}}}"}}""", scheme).Verdict.ShouldBe(WebhookVerdict.MissingSignedValue);
        request.Verify("not json", scheme).Verdict.ShouldBe(WebhookVerdict.MissingSignature);
    }

    [Theory]
    [InlineData("{body")]
    [InlineData("{bodies}")]
    [InlineData("{header:}")]
    [InlineData("{pointer:id}")]
    [InlineData("{header:X-Time}")]
    [InlineData("")]
    public void Verifier_PayloadThatCannotBeExecuted_IsRefusedAtTheStart(string payload) =>
        Should.Throw<ArgumentException>(() => request.Verify(schemes: Plain with { SignedPayload = payload })).Message.ShouldContain("hmac");

    [Fact]
    public void Verifier_SigningTimeWithoutTolerance_IsRefusedAtTheStart() =>
        Should.Throw<ArgumentException>(() => request.Verify(schemes: Timestamped with { Tolerance = null })).Message.ShouldContain("tolerance");

    [Theory]
    [InlineData(WebhookAlgorithm.HmacSha256, 1024)]
    [InlineData(WebhookAlgorithm.HmacSha256, 8 * 1024)]
    [InlineData(WebhookAlgorithm.HmacSha256, 64 * 1024)]
    [InlineData(WebhookAlgorithm.HmacSha512, 1024)]
    [InlineData(WebhookAlgorithm.HmacSha512, 8 * 1024)]
    [InlineData(WebhookAlgorithm.HmacSha512, 64 * 1024)]
    public void Verify_OneHmacSecret_AllocatesNothing(WebhookAlgorithm algorithm, int size)
    {
        var body = new byte[size];
        var stamp = request.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        request.Headers["X-Pepay-Timestamp"] = stamp;
        request.Headers["X-Pepay-Signature"] = Convert.ToHexString(HMACSHA256.HashData("s1"u8, (byte[])[.. Encoding.UTF8.GetBytes(stamp + "."), .. body]));
        request.Headers["xpay-signature"] = Convert.ToBase64String(HMACSHA512.HashData("s1"u8, body));
        request.With(Secret("s1"));
        var scheme = algorithm == WebhookAlgorithm.HmacSha256 ? Timestamped : Plain;
        var verifier = new WebhookVerifier(new WebhookDescriptor { Schemes = [scheme], Event = Layout }, request.Clock);
        WebhookHeaders headers = name => request.Headers.GetValueOrDefault(name);
        for (var i = 0; i < 100; i++)
            verifier.Verify(body, headers, request.Secrets).IsValid.ShouldBeTrue();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _ = verifier.Verify(body, headers, request.Secrets);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Verify_SignatureThatDiffersInAnyOneByte_IsWrong()
    {
        foreach (var (header, scheme, signature) in new[]
            {
                ("X-Pepay-Signature", Timestamped, Convert.FromHexString(request.Signed("s1").Headers["X-Pepay-Signature"].ToString())),
                ("xpay-signature", Plain, HMACSHA512.HashData("s1"u8, Encoding.UTF8.GetBytes(Body))),
            })
        {
            request.With(Secret("s1"));
            for (var i = 0; i < signature.Length; i++)
            {
                signature[i] ^= 0x80;
                request.Headers[header] = scheme == Plain ? Convert.ToBase64String(signature) : Convert.ToHexString(signature);
                request.Verify(schemes: scheme).Verdict.ShouldBe(WebhookVerdict.WrongSignature, $"byte {i}");
                signature[i] ^= 0x80;
            }
        }
    }

    [Fact]
    public void Verify_LongSignedHeader_IsJoinedWhole()
    {
        var stamp = new string('7', 5000);
        request.Headers["X-Note"] = stamp;
        request.Headers["X-Pepay-Signature"] = Hmac256("s1", $"{stamp}.{Body}.end");
        request.With(Secret("s1"));
        var scheme = Timestamped with { Timestamp = null, Tolerance = null, SignedPayload = "{header:X-Note}.{body}.end" };
        request.Verify(schemes: scheme).IsValid.ShouldBeTrue();
        request.Headers["X-Note"] = stamp + "7";
        request.Verify(schemes: scheme).Verdict.ShouldBe(WebhookVerdict.WrongSignature);
    }

    [Fact]
    public void Verify_MutatedRequests_NeverPassAndNeverThrow()
    {
        var random = new Random(20260101);
        request.Signed("s1").With(Secret("s1"));
        var (stamp, signature) = (request.Headers["X-Pepay-Timestamp"].ToString(), request.Headers["X-Pepay-Signature"].ToString());
        for (var i = 0; i < 20_000; i++)
        {
            var (body, s, t) = (Body, signature, stamp);
            switch (i % 3)
            {
                case 0: body = Mutate(body, random); break;
                case 1: s = Mutate(s, random); break;
                default: t = Mutate(t, random); break;
            }

            request.Headers["X-Pepay-Timestamp"] = t;
            request.Headers["X-Pepay-Signature"] = s;
            if (body != Body || t != stamp || !s.Trim(',').Trim().Equals(signature, StringComparison.OrdinalIgnoreCase))
                request.Verify(body).IsValid.ShouldBeFalse($"{body} {t} {s}");
        }
    }

    private static string Mutate(string text, Random random)
    {
        var at = random.Next(text.Length);
        var c = (char)random.Next(1, 256);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, c.ToString()),
            _ => text[..at] + c + text[(at + 1)..],
        };
    }
}
