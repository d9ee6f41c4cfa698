using Microsoft.Extensions.Options;

namespace ServiceDefaults.Tests.Queueing;

public sealed class QueueStartTests
{
    [Theory]
    [InlineData("Encryption:CurrentKey")]
    [InlineData("Encryption:NameKey")]
    public async Task Start_WithRedisAndWithoutASecret_FailsAndNamesTheSetting(string missing)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => QueueHost.StartAloneAsync("127.0.0.1:1", settings: (missing, null!)));

        Assert.Contains("openssl rand -base64 32", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxLength", "0")]
    [InlineData("Lease", "00:00:00")]
    [InlineData("MaxAttempts", "0")]
    [InlineData("TimeToLive", "8.00:00:00")]
    [InlineData("Concurrency", "65")]
    [InlineData("BaseDelay", "-00:00:01")]
    [InlineData("MaxDelay", "2.00:00:00")]
    [InlineData("PollInterval", "00:00:00")]
    [InlineData("SweepInterval", "00:00:00")]
    public async Task Start_WithANumberOutOfRange_FailsAndNamesTheSetting(string setting, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => QueueHost.StartAloneAsync(redis: null, settings: (setting, value)));

        Assert.Contains(setting, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BaseDelay", "00:02:00", "MaxDelay is 00:01:00")]
    [InlineData("TimeToLive", "00:00:30", "Lease is 00:00:30")]
    public async Task Start_WithContradictoryNumbers_FailsAndQuotesBoth(
        string setting, string value, string other)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => QueueHost.StartAloneAsync(redis: null, settings: (setting, value)));

        Assert.Contains($"{setting} is {value}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(other, failure.Message, StringComparison.Ordinal);
    }
}
