using Microsoft.Extensions.Options;
using PatientGateway.Tests.Fixtures;

namespace PatientGateway.Tests.Operations;

public sealed class OperationsStartTests
{
    [Fact]
    public async Task Start_WithATimeToLiveBeyondTheKeyRetentionOfTheApi_Fails()
    {
        using var api = new StubApi();
        await using var gateway = new Gateway(api) { Clock = TimeProvider.System };
        gateway.Settings["Queues:patient-writes:TimeToLive"] = "1.00:00:01";

        var exception = Assert.ThrowsAny<OptionsValidationException>(() => gateway.CreateClient());

        Assert.Contains(
            "Queues:patient-writes:TimeToLive is 1.00:00:01; it must be at most 1.00:00:00",
            exception.Message,
            StringComparison.Ordinal);
    }
}
