using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using ServiceDefaults.ServiceTokens;

namespace ServiceDefaults.Tests.Authentication.ServiceTokens;

public sealed class ServiceTokenKeysTests
{
    // P-256 with explicit parameters instead of its name, as `-pkeyopt ec_param_enc:explicit` creates it.
    private const string ExplicitPrivate = ""
        + "MIIBaAIBAQQg3VKK6fSzKrJloRu1iCbLHimcUbMjEo3ya7vNPVFGWrOggfowgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAAB"
        + "AAAAAAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57Pr"
        + "vVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg"
        + "9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8"
        + "YyVRAgEBoUQDQgAEw8Y0a+wjYKBe4q/ZdvPh7p20rzZEM0SP7iHrLl5FuUT4RwmXw4ZP4SbXKoIrIYLskjRmGOqapgv8NnG7"
        + "+wofNg==";
    private const string ExplicitPublic = ""
        + "MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////MFsE"
        + "IP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd"
        + "NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84z"
        + "V2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABMPGNGvsI2CgXuKv2Xbz4e6d"
        + "tK82RDNEj+4h6y5eRblE+EcJl8OGT+Em1yqCKyGC7JI0ZhjqmqYL/DZxu/sKHzY=";

    public static TheoryData<string?> NoPrivateKeys =>
        new(null!, "", "secret text", "c2VjcmV0", PrivateOf(ECCurve.NamedCurves.nistP384), RsaKey(), ExplicitPrivate);

    public static TheoryData<string?> NoPublicKeys =>
        new(null!, "", "no base64", "c2VjcmV0", ServiceTokenKeys.Create().PrivateKey, ExplicitPublic);

    [Fact]
    public void Of_PrivateKey_ReturnsTheKeyPair()
    {
        var keys = ServiceTokenKeys.Create();

        Assert.Equal(keys.PublicKey, ServiceTokenKeys.Of(keys.PrivateKey).PublicKey);
        Assert.Equal(keys.PublicKey, keys.ToString());
        Assert.DoesNotContain(keys.PrivateKey, $"{keys}", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NoPrivateKeys))]
    public void Validate_MissingOrInvalidPrivateKey_IsOneErrorThatDoesNotQuoteIt(string? key)
    {
        var fault = Assert.Single(FaultsOf(new ServiceTokenIssuerOptions { PrivateKey = key! }));

        Assert.StartsWith("PrivateKey is ", fault, StringComparison.Ordinal);
        Assert.True(string.IsNullOrEmpty(key) || !fault.Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(NoPublicKeys))]
    public void Validate_MissingOrInvalidPublicKey_IsOneErrorThatDoesNotQuoteIt(string? key)
    {
        var fault = Assert.Single(FaultsOf(new ServiceTokenOptions { PublicKey = key! }));

        Assert.StartsWith("PublicKey is ", fault, StringComparison.Ordinal);
        Assert.True(string.IsNullOrEmpty(key) || !fault.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_BothPublicKeys_Succeeds() => Assert.Empty(FaultsOf(new ServiceTokenOptions
    {
        PublicKey = ServiceTokenKeys.Create().PublicKey,
        OtherPublicKey = ServiceTokenKeys.Create().PublicKey,
    }));

    private static string PrivateOf(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }

    private static string RsaKey()
    {
        using var key = RSA.Create(2048);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }

    private static IEnumerable<string> FaultsOf(IValidatableObject options) =>
        options.Validate(new(options)).Select(result => result.ErrorMessage!);
}
