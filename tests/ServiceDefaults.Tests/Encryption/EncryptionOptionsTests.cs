using Microsoft.Extensions.Options;
using ServiceDefaults.Encryption;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Encryption;

public sealed class EncryptionOptionsTests
{
    private const string Long = "a secret of more than thirty-two characters";
    private const string Short = "canary-secret";

    [Theory]
    [InlineData("CurrentKey", Short, "has 13 characters")]
    [InlineData("NameKey", Short, "has 13 characters")]
    [InlineData("PreviousKey", Short, "has 13 characters")]
    [InlineData("PreviousKey", Long, "without CurrentKey")]
    public async Task Start_WithAnInvalidSecret_FailsWithoutQuotingIt(string key, string value, string expected)
    {
        using var host = new PipelineHost(_ => { }, new() { [$"Encryption:{key}"] = value });

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => host.Host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cipher_OfAHostWithSecrets_UsesThem()
    {
        using var one = new PipelineHost(
            _ => { }, new() { ["Encryption:CurrentKey"] = Long, ["Encryption:NameKey"] = Long });
        using var other = new PipelineHost(
            _ => { }, new() { ["Encryption:CurrentKey"] = Long, ["Encryption:NameKey"] = Long });

        Assert.Equal(
            DecryptionStatus.Decrypted,
            other.Get<PayloadCipher>().TryDecrypt(one.Get<PayloadCipher>().Encrypt([1], [2]), [2], out _));
        Assert.Equal(one.Get<KeyedNames>().Of("a"), other.Get<KeyedNames>().Of("a"));
    }
}
