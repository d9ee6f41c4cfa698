using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Reporting;

/// <summary>Where this process reports its status. Read once at start.</summary>
public sealed class ReportingOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Reporting";

    /// <summary>
    /// The address to which the status is posted, such as <c>http://localhost:5190/reports</c>. The answer may contain
    /// switches, which this process applies: give only an address that you trust.
    /// </summary>
    /// <value>The default is none: nothing is reported.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>The key that the other side expects, in the header <see cref="KeyHeader"/>.</summary>
    /// <value>The default is empty; at least 32 characters with an endpoint.</value>
    public string Key { get; set; } = "";

    /// <summary>The interval between two reports.</summary>
    /// <value>The default is 1 second; from 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The header of the key.</summary>
    public const string KeyHeader = "X-Report-Key";

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Endpoint is null)
        {
            yield break;
        }

        if (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("http" or "https"))
        {
            yield return new($"Endpoint is '{Endpoint}'. Give an absolute http or https address.");
        }

        if (Key.Length < 32)
        {
            yield return new($"Key has {Key.Length} characters. Give the key of the endpoint, at least 32 characters.");
        }
    }
}
