using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.ServiceTokens;

/// <summary>How this service signs the tokens with which it calls other services.</summary>
public sealed class ServiceTokenIssuerOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Authentication:ServiceTokens";

    /// <summary>The name of this service; set in code.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The private key (<see cref="ServiceTokenKeys.PrivateKey"/>). A secret.</summary>
    public string PrivateKey { get; set; } = "";

    /// <summary>How long a token is valid. A token is replaced after half of that time.</summary>
    /// <value>The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:30", "01:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    // By hand rather than by attribute: a message of an attribute would quote the key.
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (ServiceTokenKeys.TryRead(PrivateKey, isPrivate: true) is null)
        {
            var fault = string.IsNullOrEmpty(PrivateKey) ? "is not set" : "is not a private key of P-256";
            yield return new(
                $"{nameof(PrivateKey)} {fault}: "
                    + "set it to a PKCS #8 key in base64. To make one: `openssl genpkey -algorithm EC "
                    + "-pkeyopt ec_paramgen_curve:P-256 | openssl pkcs8 -topk8 -nocrypt -outform DER | base64 -w0`");
        }
    }
}
