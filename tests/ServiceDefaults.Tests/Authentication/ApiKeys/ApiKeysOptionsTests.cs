using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.ApiKeys;

namespace ServiceDefaults.Tests.Authentication.ApiKeys;

public sealed class ApiKeysOptionsTests
{
    private readonly ApiKey _key = ApiKey.Create("ward-1");

    [Fact]
    public void Validate_KeyInPlaceOfItsHash_FailsWithoutQuotingIt()
    {
        var fault = Assert.Single(FaultsOf(("ward:Keys:ward-1", _key.Value)));

        Assert.Contains("Clients:ward:Keys:ward-1 is not a key hash", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(_key.Value.Split('.')[1], fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_KeyInPlaceOfItsId_FailsWithoutQuotingIt()
    {
        var faults = FaultsOf(($"ward:Keys:{_key.Value}", _key.Hash), ($"other:Keys:{_key.Value}", _key.Hash));

        Assert.NotEmpty(faults);
        Assert.All(
            faults,
            fault => Assert.DoesNotContain(_key.Value.Split('.')[1], fault, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    public void Validate_NoHash_IsOneError(string? hash) => Assert.Contains(
        "is not a key hash", Assert.Single(FaultsOf(("ward:Keys:ward-1", hash))), StringComparison.Ordinal);

    [Fact]
    public void Validate_OneIdOfTwoClients_NamesBoth() => Assert.Contains(
        "ward-1 belongs to lab and ward",
        Assert.Single(FaultsOf(("ward:Keys:ward-1", _key.Hash), ("lab:Keys:WARD-1", _key.Hash))),
        StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("ward:Tenant", " ")]
    [InlineData("ward:Tenant", "north wing")]
    [InlineData("ward:Tenant", "north\nwing")]
    [InlineData("ward:Tier", "")]
    [InlineData("ward:Tier", "g\u00f6ld")]
    [InlineData("the ward:Tier", "gold")]
    [InlineData("ward\u0007:Tier", "gold")]
    public void Validate_NameThatIsNoToken_IsOneError(string setting, string value) =>
        Assert.Single(FaultsOf((setting, value)));

    [Fact]
    public void Validate_ClientWithoutSettings_Succeeds() => Assert.Empty(FaultsOf(("ward", null), ("lab", "")));

    private static List<string> FaultsOf(params (string Setting, string? Value)[] settings)
    {
        var options = new ApiKeysOptions();
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(
                setting => $"Clients:{setting.Setting}", setting => setting.Value, StringComparer.Ordinal))
            .Build().Bind(options);
        return [.. ((IValidatableObject)options).Validate(new(options)).Select(result => result.ErrorMessage!)];
    }
}
