using Pepay.CrashHarness.Support;
using Xunit.Abstractions;

namespace Pepay.CrashHarness;

public sealed class PostgreSqlCrashTests(ITestOutputHelper output) : CrashTests(output)
{
    private protected override IReadOnlyList<CrashPoint> Points => CrashPointTable.PostgreSql;

    private protected override Task<HarnessDatabase> CreateDatabaseAsync(string folder) => PostgreSqlHarnessDatabase.CreateAsync();
}

public sealed class PostgreSqlGuardTests : GuardTests
{
    private protected override Task<HarnessDatabase> CreateDatabaseAsync(string folder) => PostgreSqlHarnessDatabase.CreateAsync();
}
