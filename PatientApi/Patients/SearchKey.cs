namespace PatientApi.Patients;

/// <summary>
/// The form in which names are searched. It is made here, not by Postgres' <c>lower()</c>, because that depends on the
/// locale of the server: under "C" it leaves every letter outside ASCII as it is.
/// </summary>
internal static class SearchKey
{
    public static string Of(string text) => text.ToLowerInvariant();
}
