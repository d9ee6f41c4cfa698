using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Bearer;

/// <summary>Which OAuth 2.0 access tokens (JWT, RFC 9068) this service accepts.</summary>
public sealed class BearerOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Authentication:Bearer";

    /// <summary>
    /// The OpenID Connect provider, such as <c>https://login.example.org/realms/hospital</c>; its discovery document
    /// names the keys. Only <c>https</c>, or <c>http</c> on this machine.
    /// </summary>
    /// <value>The default is <see langword="null"/>: no access tokens are accepted.</value>
    public Uri? Authority { get; set; }

    /// <summary>The name of this service at the provider, for which the tokens must be meant.</summary>
    public string Audience { get; set; } = "";

    /// <summary>
    /// The claim that names the client application. Names of clients, tenants and tiers have up to 200 printable ASCII
    /// characters without spaces; a token with others is rejected.
    /// </summary>
    /// <value>The default is <c>client_id</c> (RFC 9068); some providers use <c>azp</c> or <c>appid</c>.</value>
    [Required]
    public string ClientClaim { get; set; } = "client_id";

    /// <summary>The claim that names the tenant. A token without it has the default tenant.</summary>
    /// <value>The default is <c>tenant</c>.</value>
    [Required]
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>The claim that holds the scopes, as a text with spaces or as a list.</summary>
    /// <value>The default is <c>scope</c>; some providers use <c>scp</c>.</value>
    [Required]
    public string ScopeClaim { get; set; } = "scope";

    /// <summary>The claim that names the tier of rate limits. A token without it has the default tier.</summary>
    /// <value>The default is <c>tier</c>.</value>
    [Required]
    public string TierClaim { get; set; } = "tier";

    /// <summary>How often the keys are read again. They are also read when a token names an unknown key.</summary>
    /// <value>The default is 12 hours.</value>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Whether a network attacker cannot change what this absolute address returns.</summary>
    internal static bool IsProtected(Uri address) => address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Authority is null)
        {
            yield break;
        }

        if (!Authority.IsAbsoluteUri || !IsProtected(Authority))
        {
            yield return new($"{nameof(Authority)} is {Authority}: set it to an https address; http is accepted for "
                + "this machine only.");
        }

        if (Audience.Length == 0)
        {
            yield return new($"{nameof(Audience)} is not set: set it to the name of this service at the provider, "
                + "or tokens for other services would be accepted.");
        }
    }
}
