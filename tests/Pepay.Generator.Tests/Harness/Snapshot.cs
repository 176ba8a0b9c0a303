using System.Runtime.CompilerServices;

namespace Pepay.Generator.Tests.Harness;

/// <summary>
/// Compares generated text with an approved file beside the test. PEPAY_UPDATE_SNAPSHOTS=1 in the environment rewrites the files; the change is
/// then reviewed like any other.
/// </summary>
internal static class Snapshot
{
    public static void ShouldMatchSnapshot(this string actual, string name, [CallerFilePath] string caller = "")
    {
        // The path of the source is the build machine's; the folder's name is all that is needed of it.
        var folder = Path.Combine(Repository.Root, "tests", "Pepay.Generator.Tests", Path.GetFileName(Path.GetDirectoryName(caller))!, "Approved");
        var file = Path.Combine(folder, name + ".txt");
        if (Environment.GetEnvironmentVariable("PEPAY_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(file, actual);
        }

        File.Exists(file).ShouldBeTrue($"There is no approved {file}; run the test with PEPAY_UPDATE_SNAPSHOTS=1 and review what it writes.");
        actual.ShouldBe(File.ReadAllText(file).Replace("\r\n", "\n", StringComparison.Ordinal));
    }
}
