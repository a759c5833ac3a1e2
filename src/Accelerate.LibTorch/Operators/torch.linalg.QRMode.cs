namespace TorchSharp;

public static partial class torch
{
    public static partial class linalg
    {
        /// <summary>Which factors a QR decomposition gives.</summary>
        public enum QRMode
        {
            Reduced = 0,
            Complete = 1,
            R = 2,
        }
    }
}
