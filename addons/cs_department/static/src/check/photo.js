/** Longest side of a photo that is sent: enough to see what is meant, quick on a telephone. */
const SIDE = 1600;
const QUALITY = 0.85;

/**
 * A photo of the camera, made smaller where the browser can.
 *
 * @param {File} file
 * @returns {Promise<{name: string, data: string}>} base64 without its head
 */
export async function loadPhoto(file) {
    let url;
    try {
        const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
        const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(bitmap.width * scale));
        canvas.height = Math.max(1, Math.round(bitmap.height * scale));
        canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        url = canvas.toDataURL("image/jpeg", QUALITY);
    } catch {
        // a kind of picture that this browser cannot draw: the server says whether it takes it
        url = await readAsUrl(file);
    }
    return { name: file.name.replace(/\.[^.]*$/, "") + ".jpg", data: url.slice(url.indexOf(",") + 1) };
}

function readAsUrl(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}
