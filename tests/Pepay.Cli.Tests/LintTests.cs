using Pepay.Generator.Tests.Diagnostics;

namespace Pepay.Cli.Tests;

/// <summary><c>pepay spec lint</c> says what a build says: each case of the generator's own tests that a specification, its item or a baseline causes.</summary>
public sealed class LintTests : IDisposable
{
    // What code or the rest of a project causes, a specification alone cannot.
    private static readonly string[] OfProjects = ["PEPAY001", "PEPAY020", "PEPAY021", "PEPAY022", "PEPAY026", "PEPAY027"];

    private readonly TemporaryFolder folder = new();

    private static IEnumerable<DiagnosticCase> Cases => DiagnosticCase.All.Where(static found => !OfProjects.Contains(found.Id));

    public static TheoryData<int> OfFiles => [.. Numbers(static found => !NeedsProject(found))];

    public static TheoryData<int> OfItems => [.. Numbers(NeedsProject)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(OfFiles))]
    public async Task File_WithAFault_GetsTheDiagnosticOfABuild(int number)
    {
        var (expected, spec) = Write(number);

        var lint = await CommandLine.RunAsync(["spec", "lint", spec, "--json", "--namespace", "Sample", "--schemas", "All", .. expected.Metadata.SelectMany(static pair => new[] { Option(pair.Key), pair.Value })]);

        ShouldHave(lint, expected);
    }

    [Theory]
    [MemberData(nameof(OfItems))]
    public async Task Project_WithAFaultOrABaseline_GetsTheDiagnosticOfABuild(int number)
    {
        var (expected, _) = Write(number);
        if (expected.Lock is { } text)
            folder.File("pepay.spec.lock", text);
        var project = folder.File("Shop.csproj", $"<Project><ItemGroup><PepaySpec Include=\"api.yaml\" Namespace=\"Sample\" Schemas=\"All\" ClientName=\"{expected.ClientName}\" /></ItemGroup></Project>");

        ShouldHave(await CommandLine.RunAsync("spec", "lint", project, "--json"), expected);
    }

    [Fact]
    public async Task Project_WithOptionsOrBesideFiles_IsAUsageError()
    {
        var project = folder.File("Shop.csproj", "<Project />");

        foreach (var arguments in new string[][] { [project, "--namespace", "Other"], [project, project] })
        {
            var lint = await CommandLine.RunAsync(["spec", "lint", .. arguments]);
            lint.Code.ShouldBe(2);
            lint.Error.ShouldContain("stands alone");
        }
    }

    private static bool NeedsProject(DiagnosticCase found) => found.Lock is not null || found.ClientName is not null;

    private static IEnumerable<int> Numbers(Func<DiagnosticCase, bool> wanted) => Cases.Index().Where(pair => wanted(pair.Item)).Select(static pair => pair.Index);

    // IncludeTags is --include-tags.
    private static string Option(string metadata) => "-" + string.Concat(metadata.Select(static letter => char.IsUpper(letter) ? "-" + char.ToLowerInvariant(letter) : $"{letter}"));

    private (DiagnosticCase Expected, string Spec) Write(int number)
    {
        var expected = Cases.ElementAt(number);
        return (expected, folder.File("api.yaml", expected.Spec));
    }

    private static void ShouldHave(CommandLine lint, DiagnosticCase expected)
    {
        lint.Error.ShouldBeEmpty();
        lint.Json.EnumerateArray()
            .Select(static found => $"{Path.GetFileName(found.GetProperty("file").GetString())}({found.GetProperty("line")},{found.GetProperty("column")}) {found.GetProperty("id")} {found.GetProperty("message")}")
            .ShouldContain($"{expected.Place} {expected.Id} {expected.Message}");
        lint.Code.ShouldBe(lint.Json.EnumerateArray().Any(static found => found.GetProperty("severity").GetString() == "error") ? 1 : 0);
    }
}
