using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.ServiceTokens;

/// <summary>Which service tokens this service accepts.</summary>
public sealed class ServiceTokenOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = ServiceTokenIssuerOptions.Section;

    /// <summary>The service that signs the tokens; set in code.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The name of this service, for which the tokens must be meant; set in code.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The issuer's public key (<see cref="ServiceTokenKeys.PublicKey"/>).</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>
    /// The issuer's next or former public key. To rotate: set the new key here, let the issuer sign with it, make it
    /// <see cref="PublicKey"/>, and remove the former one.
    /// </summary>
    /// <value>The default is <see langword="null"/>: tokens of one key are accepted.</value>
    public string? OtherPublicKey { get; set; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (var (setting, key) in new[]
        {
            (nameof(PublicKey), PublicKey),
            (nameof(OtherPublicKey), OtherPublicKey)
        })
        {
            var isSet = !string.IsNullOrEmpty(key);
            if ((isSet || setting is nameof(PublicKey)) && ServiceTokenKeys.TryRead(key, isPrivate: false) is null)
            {
                yield return new($"{setting} {(isSet ? "is not a public key of P-256" : "is not set")}: "
                    + "set it to the public key of the issuer's private key, SubjectPublicKeyInfo in base64. To get "
                    + "it: `openssl pkey -in private.der -inform DER -pubout -outform DER | base64 -w0`");
            }
        }
    }
}
