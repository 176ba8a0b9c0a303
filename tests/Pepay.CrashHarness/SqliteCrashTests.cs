using Pepay.CrashHarness.Support;
using Xunit.Abstractions;

namespace Pepay.CrashHarness;

public sealed class SqliteCrashTests(ITestOutputHelper output) : CrashTests(output)
{
    private protected override Task<HarnessDatabase> CreateDatabaseAsync(string folder) => SqliteHarnessDatabase.CreateAsync(folder);
}

public sealed class SqliteGuardTests : GuardTests
{
    private protected override Task<HarnessDatabase> CreateDatabaseAsync(string folder) => SqliteHarnessDatabase.CreateAsync(folder);
}
