using Microsoft.Extensions.Options;

namespace Pepay.Runtime.RabbitMq.Tests;

public sealed class RabbitMqOptionsTests
{
    [Theory]
    [InlineData(null, "Broker is missing")]
    [InlineData("http://broker", "Broker is missing")]
    public async Task Settings_that_cannot_work_keep_the_program_from_starting(string? address, string problem)
    {
        using var file = new TemporaryDatabase();

        var failure = await Should.ThrowAsync<OptionsValidationException>(() => ForwardingShop.StartAsync(file, address is null ? null! : new Uri(address), "events"));

        failure.Message.ShouldContain(problem);
    }
}
