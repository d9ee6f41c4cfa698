using Microsoft.Extensions.Options;
using ServiceDefaults.Health;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Health;

public sealed class HealthOptionsTests
{
    [Fact]
    public void Defaults_OfTheOptions_AreTheGuides()
    {
        var options = new HealthOptions();

        Assert.Equal(
            (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 3),
            (options.Period, options.Timeout, options.FailureThreshold));
    }

    [Theory]
    [InlineData("Health:Period", "00:00:00", "Health:Period is 00:00:00; it must be between")]
    [InlineData("Health:StartPeriod", "00:02:00", "Health:StartPeriod is 00:02:00; it must be between")]
    [InlineData("Health:Timeout", "00:00:00", "Health:Timeout is 00:00:00; it must be between")]
    [InlineData("Health:FailureThreshold", "0", "Health:FailureThreshold is 0; it must be between 1 and 100.")]
    public void Options_OutOfRange_NameTheSettingAndItsValue(string setting, string value, string expected)
    {
        using var host = new PipelineHost(
            _ => { }, new Dictionary<string, string?>(StringComparer.Ordinal) { [setting] = value });

        var refused = Assert.Throws<OptionsValidationException>(
            () => host.Get<IOptionsMonitor<HealthOptions>>().CurrentValue);

        Assert.StartsWith(expected, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }
}
