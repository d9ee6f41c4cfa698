using Microsoft.Extensions.Options;

namespace ServiceDefaults.Tests.Caching;

public sealed class StartTests
{
    [Theory]
    [InlineData("Encryption:CurrentKey")]
    [InlineData("Encryption:NameKey")]
    public async Task Start_WithRedisAndWithoutASecret_FailsAndNamesTheSetting(string missing)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => Replica.StartAloneAsync("127.0.0.1:1", time: null, (missing, null!)));

        Assert.Contains("openssl rand -base64 32", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MemoryLimit", "1")]
    [InlineData("InvalidationRetention", "00:00:00")]
    [InlineData("MaxInvalidations", "1")]
    [InlineData("WriteQueueLimit", "0")]
    [InlineData("Writers", "0")]
    public async Task Start_WithANumberOutOfRange_FailsAndNamesTheSetting(string setting, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => Replica.StartAloneAsync(redis: null, time: null, ($"Caching:{setting}", value)));

        Assert.Contains(setting, failure.Message, StringComparison.Ordinal);
    }
}
