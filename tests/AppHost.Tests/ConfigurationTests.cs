using Aspire.Hosting.Testing;

namespace AppHost.Tests;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("--infrastructure", "cloud", "containers", "processes")]
    [InlineData("--data", "sometimes", "persistent", "ephemeral")]
    [InlineData("--PatientApi:Replicas", "none", "PatientApi:Replicas", "1")]
    public async Task Start_WithAnUnknownValue_NamesTheValueAndWhatIsAllowed(string option, string value, params string[] hints)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([option, value], TestContext.Current.CancellationToken));

        Assert.Contains(value, failure.ToString(), StringComparison.Ordinal);
        Assert.All(hints, hint => Assert.Contains(hint, failure.ToString(), StringComparison.Ordinal));
    }
}
