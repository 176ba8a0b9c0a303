namespace Pepay.Storefront.Host.Configuration;

/// <summary>What <c>--help</c> prints.</summary>
internal static class CommandLineHelp
{
    public const string Text = """
        A shop that takes payments with Pepay and xPay. Without settings both providers are simulated in this process.

          --urls http://localhost:5070   where the shop listens (default http://localhost:5080)
          --data FOLDER                  database, key ring and simulator state (default App_Data beside the program)
          --Shop:Mode Test|Live          the real providers: test money or real money; their keys are then required
          --Shop:PublicUrl URL           where payers and providers reach the shop; required for Live
          --Shop:Database "Host=…"       PostgreSQL instead of SQLite; several shops may share it
          --Merchant:PasswordHash HASH   opens the merchant area to whoever knows the password
          --hash-password                reads a password from the standard input and prints that hash
          --Simulator:Port 5081          the simulator's port; without it 5081, or a free one that is then kept

        Every setting can also stand in appsettings.json or in an environment variable (":" becomes "__"). README.md has the whole list.

        """;
}
