using ServiceDefaults.ApiKeys;

namespace ServiceDefaults.Tests.Authentication.ApiKeys;

public sealed class ApiKeyTests
{
    [Fact]
    public void Create_Twice_ReturnsDifferentSecretsAndHashes()
    {
        var (one, other) = (ApiKey.Create("ward"), ApiKey.Create("ward"));

        Assert.NotEqual(one.Value, other.Value);
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.True(ApiKey.IsKey(one.Value));
        Assert.StartsWith("ward.", one.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void HashOf_SameKeyTwice_UsesDifferentSalts() =>
        Assert.NotEqual(ApiKey.HashOf(ApiKey.Create("ward") is var key ? key.Value : ""), ApiKey.HashOf(key.Value));

    [Fact]
    public void ToString_Always_OmitsTheSecret()
    {
        var key = ApiKey.Create("ward");

        Assert.DoesNotContain(key.Value.Split('.')[1], $"{(object)key}", StringComparison.Ordinal);
        Assert.DoesNotContain(key.Hash, $"{(object)key}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ward")]
    [InlineData("ward.1")]
    [InlineData("ward 1")]
    [InlineData("ward\n")]
    [InlineData("w\u00e4rd")]
    [InlineData("12345678901234567890123456789012345678901")]
    public void Create_UnusableId_Throws(string id) => Assert.Throws<ArgumentException>(() => ApiKey.Create(id));

    [Theory]
    [InlineData("ward.")]
    [InlineData("ward.short")]
    [InlineData("ward.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("ward.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("ward.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+/")]
    [InlineData("ward\n.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void HashOf_NoKey_ThrowsWithoutQuotingIt(string text)
    {
        Assert.False(ApiKey.IsKey(text));
        var thrown = Assert.Throws<ArgumentException>(() => ApiKey.HashOf(text));
        Assert.DoesNotContain(text, thrown.Message, StringComparison.Ordinal);
    }
}
